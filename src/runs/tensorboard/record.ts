import crc32c from 'crc-32/crc32c.js';

/**
 * The masked CRC-32C of some bytes, unsigned: rotated right by 15 bits, plus 0xa282ead8. The checksum of
 * bytes that hold a checksum is weak, hence the mask.
 *
 * Source: `Mask` in TensorFlow's tsl/lib/hash/crc32c.h; RFC 3720, appendix B.4, for CRC-32C itself.
 */
export function maskedCrc32c(bytes: Uint8Array): number {
  const crc = crc32c.buf(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/**
 * A TFRecord: length (uint64), masked CRC-32C of the length (uint32), the data, masked CRC-32C of the data
 * (uint32), all little-endian.
 *
 * Source: tensorflow/core/lib/io/record_writer.h.
 */
export function tfRecord(data: Uint8Array): Buffer {
  const record = Buffer.alloc(12 + data.length + 4);
  record.writeBigUInt64LE(BigInt(data.length));
  record.writeUInt32LE(maskedCrc32c(record.subarray(0, 8)), 8);
  record.set(data, 12);
  record.writeUInt32LE(maskedCrc32c(data), 12 + data.length);
  return record;
}
