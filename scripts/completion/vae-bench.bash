# Completion of vae-bench for bash 4 or newer: source <(vae-bench completion bash)

_vae_bench() {
  local IFS=$' \t\n' words=() line=${COMP_LINE:0:COMP_POINT} trimmed prefix word i
  # Bash divides words at = and : too. What no space divides is one word for vae-bench.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    trimmed=${line#"${line%%[![:space:]]*}"}
    word=${COMP_WORDS[i]}
    # Letters behind the cursor do not count.
    ((i == COMP_CWORD)) && word=$trimmed
    if ((i > 0)) && [[ $trimmed == "$line" ]]; then
      words[${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
    line=${trimmed#"$word"}
  done

  # Bash replaces $2 alone: the last word without what is before an =, and without quotation marks.
  prefix=${words[${#words[@]} - 1]%"$2"}
  prefix=${prefix//[\"\']/}
  words[${#words[@]} - 1]=$prefix$2

  COMPREPLY=()
  while IFS=$'\t' read -r word _; do
    case $word in
      :files) compopt -o default ;;
      :folders) compopt -o dirnames ;;
      "$prefix$2"*) COMPREPLY+=("${word#"$prefix"}") ;;
    esac
  done < <("$1" complete -- "${words[@]:1}" 2> /dev/null)
}

complete -F _vae_bench vae-bench
