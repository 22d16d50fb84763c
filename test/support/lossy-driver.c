// A Vulkan driver that hands everything on to another one, until vkQueueSubmit has been called LOSE_AFTER times: from then
// on the device is lost. The interface is that of the loader's documentation (LoaderDriverInterface.md).
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VK_ERROR_DEVICE_LOST (-4)

typedef void (*Function)(void);
typedef Function (*GetProcAddr)(void *, const char *);
typedef int32_t (*QueueSubmit)(void *, uint32_t, const void *, uint64_t);
typedef int32_t (*Negotiate)(uint32_t *);

static void *driver(void) {
  static void *handle;
  if (handle == NULL) handle = dlopen(getenv("LOSSY_DRIVER"), RTLD_NOW | RTLD_LOCAL);
  return handle;
}

static GetProcAddr device_functions;
static QueueSubmit submit;

static int32_t lossy_submit(void *queue, uint32_t count, const void *submits, uint64_t fence) {
  static long calls;
  if (++calls > atol(getenv("LOSE_AFTER"))) return VK_ERROR_DEVICE_LOST;
  return submit(queue, count, submits, fence);
}

static Function get_device_proc_addr(void *device, const char *name) {
  Function found = device_functions(device, name);
  if (found == NULL || strcmp(name, "vkQueueSubmit") != 0) return found;
  submit = (QueueSubmit)found;
  return (Function)lossy_submit;
}

Function vk_icdGetInstanceProcAddr(void *instance, const char *name) {
  Function found = ((GetProcAddr)dlsym(driver(), "vk_icdGetInstanceProcAddr"))(instance, name);
  if (found == NULL || strcmp(name, "vkGetDeviceProcAddr") != 0) return found;
  device_functions = (GetProcAddr)found;
  return (Function)get_device_proc_addr;
}

Function vk_icdGetPhysicalDeviceProcAddr(void *instance, const char *name) {
  GetProcAddr get = (GetProcAddr)dlsym(driver(), "vk_icdGetPhysicalDeviceProcAddr");
  return get == NULL ? NULL : get(instance, name);
}

int32_t vk_icdNegotiateLoaderICDInterfaceVersion(uint32_t *version) {
  return ((Negotiate)dlsym(driver(), "vk_icdNegotiateLoaderICDInterfaceVersion"))(version);
}
