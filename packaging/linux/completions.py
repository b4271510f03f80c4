"""Writes completions for bash, zsh and fish from the command line's own help.

Usage: python packaging/linux/completions.py bash|zsh|fish
"""

from __future__ import annotations

import sys

from command_line import Command, Option, commands


def bash() -> str:
    """One function that looks up what the words so far allow."""
    words, files, rows = [], [], []
    for command in commands():
        key = " ".join(command.words)
        names = [name for option in command.options for name in option.names] + [name for name, _ in command.actions]
        words.append(f'        "{key}") words="{" ".join(names)}" ;;')
        files += [f'"{key} {name}"' for option in command.options if option.wants_file for name in option.names]
        values = [name for option in command.options if option.value for name in option.names]
        rows += [f'"{key} {name}"' for name in values]
    return f"""# Completion of steppe for bash; written by packaging/linux/completions.py.
_steppe() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD - 1]}} place="" index word words=""
    for ((index = 1; index < COMP_CWORD; index++)); do
        word=${{COMP_WORDS[index]}}
        case "$place $word" in
            {"|".join(f'"{" ".join(("", *command.words))}"' for command in commands() if len(command.words) == 1)}|\\
            {"|".join(f'"{" ".join(command.words)}"' for command in commands() if len(command.words) == 2)})
                place="${{place:+$place }}$word" ;;
        esac
    done
    case "$place $previous" in
        {"|".join(files) or '""'})
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            return ;;
        {"|".join(row for row in rows if row not in files) or '""'})
            COMPREPLY=()
            return ;;
    esac
    case "$place" in
{chr(10).join(words)}
    esac
    if [[ $current == -* || " $words " != *" -"* || $place == "" ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
    else
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current"; compgen -f -- "$current")
    fi
}}
complete -o filenames -F _steppe steppe
"""


def zsh() -> str:
    """One function with an inner one for each verb and action."""
    parts = ["#compdef steppe", "# Completion of steppe for zsh; written by packaging/linux/completions.py.", ""]
    for command in commands():
        parts += _zsh_function(command)
    parts.append('_steppe "$@"')
    return "\n".join(parts) + "\n"


def _zsh_function(command: Command) -> list[str]:
    name = "_".join(("_steppe", *command.words))
    lines = [f"{name}() {{"]
    specs = [_zsh_option(option) for option in command.options if option.names]
    if command.actions:
        lines.append("  local -a actions")
        lines.append("  actions=(" + " ".join(_quoted(f"{word}:{text}") for word, text in command.actions) + ")")
        specs += ["'1: :->action'", "'*:: :->rest'"]
        lines.append("  _arguments -C " + " ".join(specs))
        lines.append("  case $state in")
        lines.append("    action) _describe 'action' actions ;;")
        lines.append(f"    rest) (( $+functions[{name}_$words[1]] )) && {name}_$words[1] ;;")
        lines.append("  esac")
    else:
        lines.append("  _arguments " + " ".join([*specs, "'*:file:_files'"]))
    return [*lines, "}", ""]


def _zsh_option(option: Option) -> str:
    text = option.help.replace("[", "(").replace("]", ")").replace(":", "\\:")
    value = ""
    if option.value:
        what = "_files" if option.wants_file else f"({' '.join(option.choices)})" if option.choices else " "
        value = f":{option.value.lower()}:{what}"
    names = option.names
    each = [_quoted(f"({' '.join(names)}){name}[{text}]{value}") for name in names]
    return " ".join(each)


def fish() -> str:
    """One line for each verb, action and option."""
    lines = ["# Completion of steppe for fish; written by packaging/linux/completions.py.", "complete -c steppe -f"]
    for command in commands():
        condition = _fish_condition(command)
        for word, text in command.actions:
            lines.append(f"complete -c steppe{condition} -a {word} -d {_quoted(text)}")
        for option in command.options:
            if option.names:
                lines.append(_fish_option(option, condition))
    return "\n".join(lines) + "\n"


def _fish_condition(command: Command) -> str:
    if not command.words:
        return " -n __fish_use_subcommand"
    seen = " && ".join(f"__fish_seen_subcommand_from {word}" for word in command.words)
    if command.actions:
        others = " ".join(word for word, _ in command.actions)
        seen += f" && not __fish_seen_subcommand_from {others}"
    return f' -n "{seen}"'


def _fish_option(option: Option, condition: str) -> str:
    long = "".join(f" -l {name[2:]}" for name in option.names if name.startswith("--"))
    short = "".join(f" -s {name[1:]}" for name in option.names if not name.startswith("--"))
    value = ""
    if option.value:
        value = (
            " -r -F"
            if option.wants_file
            else f" -x -a {_quoted(' '.join(option.choices))}"
            if option.choices
            else " -x"
        )
    return f"complete -c steppe{condition}{short}{long}{value} -d {_quoted(option.help)}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


SHELLS = {"bash": bash, "zsh": zsh, "fish": fish}

if __name__ == "__main__":
    sys.stdout.write(SHELLS[sys.argv[1]]())
