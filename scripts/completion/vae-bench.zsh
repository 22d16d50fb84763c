#compdef vae-bench
# Completion of vae-bench for zsh: source <(vae-bench completion zsh), after compinit; or a file named
# _vae-bench in a folder of $fpath.

_vae-bench() {
  local -a lines
  lines=(${(f)"$("${(Q)words[1]}" complete -- "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2> /dev/null)"})
  case $lines[1] in
    (:files|:folders)
      [[ $PREFIX == --*=* ]] && compset -P '*='
      if [[ $lines[1] == :files ]]; then _files; else _files -/; fi
      ;;
    (*)
      # _describe divides word and description by a colon.
      lines=("${(@)lines//:/\\:}")
      lines=("${(@)lines/$'\t'/:}")
      _describe vae-bench lines
      ;;
  esac
}

if [[ $funcstack[1] == _vae-bench ]]; then
  _vae-bench "$@"
else
  compdef _vae-bench vae-bench
fi
