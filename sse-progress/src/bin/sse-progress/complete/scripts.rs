//! The scripts that connect a shell with `sse-progress complete`.

use clap::CommandFactory as _;
use clap_complete::{Shell, generate};

use crate::arguments::Arguments;

/// bash takes words apart at `:` and `=`, and replaces what stands behind the last of them. So the line is taken
/// apart here, and what stands before is cut off each candidate.
const BASH: &str = r#"_sse_progress() {
    local line=${COMP_LINE:0:COMP_POINT} words word about
    read -ra words <<< "$line"
    [[ $line == *[[:space:]] ]] && words+=("")
    local current=${words[${#words[@]}-1]}
    local before=${current%"$2"}
    COMPREPLY=()
    while IFS=$'\t' read -r word about; do
        COMPREPLY+=("${word#"$before"}")
        [[ $word == *[=@/] ]] && compopt -o nospace 2> /dev/null
    done < <("$1" complete -- "${words[@]:1}" 2> /dev/null)
}
complete -o bashdefault -F _sse_progress sse-progress
"#;

/// What is to be typed on is described apart: no space follows it.
const ZSH: &str = r#"#compdef sse-progress
_sse_progress() {
    local word about
    local -a whole open
    while IFS=$'\t' read -r word about; do
        case $word in
            *[=@/]) open+=("${word//:/\\:}:$about") ;;
            *) whole+=("${word//:/\\:}:$about") ;;
        esac
    done < <($words[1] complete -- "${(@)words[2,CURRENT-1]}" "$PREFIX" 2> /dev/null)
    _describe 'completion' whole -- open -S ''
}
if [[ $funcstack[1] == _sse_progress ]]; then
    _sse_progress "$@"
else
    compdef _sse_progress sse-progress
fi
"#;

const FISH: &str = r#"function __sse_progress_complete
    set -l words (commandline -opc)
    $words[1] complete -- $words[2..] (commandline -ct) 2> /dev/null
end
complete -c sse-progress -f -a '(__sse_progress_complete)'
"#;

/// The script for a shell. Those of the other shells know the command line alone, and ask no server.
pub(crate) fn script(shell: Shell) -> Vec<u8> {
    match shell {
        Shell::Bash => BASH.into(),
        Shell::Zsh => ZSH.into(),
        Shell::Fish => FISH.into(),
        other => {
            let mut script = Vec::new();
            generate(
                other,
                &mut Arguments::command(),
                "sse-progress",
                &mut script,
            );
            script
        }
    }
}
