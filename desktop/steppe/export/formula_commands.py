# ruff: noqa: RUF001  (signs of mathematics and of other scripts are what this is about)
r"""The commands of LaTeX's mathematics that exports know: what pdflatex has with amsmath, and how each reads as text.

A formula with any other command is shown as it was written: a document must compile, and no command may reach the disk.
"""

from __future__ import annotations

import re


def _table(text: str) -> dict[str, str]:
    pairs = re.findall(r"(\S+) (\S+)", text)
    return dict(pairs)


LETTERS = _table(
    "alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ"
    " mu μ nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω"
    " Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω"
    " ell ℓ hbar ℏ imath ı jmath ȷ Re ℜ Im ℑ aleph ℵ wp ℘ infty ∞ partial ∂ nabla ∇ emptyset ∅ varnothing ∅"
    " angle ∠ measuredangle ∡ triangle △ square □ Box □ blacksquare ■ Diamond ◇ bigstar ★ checkmark ✓ forall ∀ exists ∃"
    " nexists ∄ top ⊤ bot ⊥ prime ′ flat ♭ sharp ♯ natural ♮ clubsuit ♣ diamondsuit ♢ heartsuit ♡ spadesuit ♠"
    " ldots … dots … cdots ⋯ vdots ⋮ ddots ⋱ dotsc … dotsb ⋯ dotsm ⋯ dotso … degree ° backslash \\ surd √ complement ∁"
    " lbrace { rbrace } langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉"
    " lvert | rvert | lVert ‖ rVert ‖ vert | Vert ‖"
    " lbrack [ rbrack ]"
)
OPERATORS = _table(
    "sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮ bigcup ⋃ bigcap ⋂ bigvee ⋁ bigwedge ⋀ bigoplus ⨁ bigotimes ⨂"
)
FUNCTIONS = frozenset(
    re.findall(
        r"\w+",
        "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth log ln lg exp"
        " lim limsup liminf max min sup inf"
        " gcd det dim ker deg arg hom Pr",
    )
)
BINARY = _table(
    "cdot · times × div ÷ pm ± mp ∓ ast * star ⋆ circ ∘ bullet • oplus ⊕ ominus ⊖ otimes ⊗ odot ⊙ cup ∪ cap ∩"
    " setminus ∖"
    " smallsetminus ∖ land ∧ wedge ∧ lor ∨ vee ∨ sqcup ⊔ sqcap ⊓ amalg ⨿ dagger † ddagger ‡ wr ≀ diamond ⋄"
)
RELATIONS = _table(
    "le ≤ leq ≤ leqslant ≤ ge ≥ geq ≥ geqslant ≥ ne ≠ neq ≠ lt < gt > approx ≈ equiv ≡ cong ≅ sim ∼ simeq ≃ propto ∝"
    " varpropto ∝ ll ≪ gg ≫ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ nsubseteq ⊈ subsetneq ⊊"
    " mid ∣ nmid ∤"
    " parallel ∥ nparallel ∦ perp ⊥ asymp ≍ doteq ≐ prec ≺ succ ≻ preceq ⪯ succeq ⪰ models ⊨ vdash ⊢ dashv ⊣ lesssim ≲"
    " gtrsim ≳ nless ≮ ngtr ≯ nleq ≰ ngeq ≱ triangleq ≜ to → rightarrow → leftarrow ← gets ← leftrightarrow ↔"
    " Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ implies ⟹ impliedby ⟸ iff ⟺ longrightarrow ⟶ longleftarrow ⟵"
    " longleftrightarrow ⟷ Longrightarrow ⟹ Longleftarrow ⟸ Longleftrightarrow ⟺ mapsto ↦ longmapsto ⟼ hookrightarrow ↪"
    " uparrow ↑ downarrow ↓ updownarrow ↕ Uparrow ⇑ Downarrow ⇓ nearrow ↗ searrow ↘ nwarrow ↖ swarrow ↙ leadsto ⇝"
    " rightleftharpoons ⇌ therefore ∴ because ∵ colon : vartriangle △ trianglelefteq ⊴ neg ¬ lnot ¬"
)
SPACES = {
    ",": " ",
    ";": " ",
    ":": " ",
    ">": " ",
    " ": " ",
    "!": "",
    "quad": "  ",
    "qquad": "    ",
    "/": "",
} | dict.fromkeys(("thinspace", "medspace", "thickspace", "enspace", "space", "nobreakspace"), " ")
STYLES = frozenset(
    ("displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle", "limits", "nolimits", "negthinspace", "relax")
)
SIGNS = {"%": "%", "$": "$", "#": "#", "&": "&", "_": "_", "{": "{", "}": "}", "|": "‖"}

CALLS = {  # how many arguments each takes
    **dict.fromkeys(
        ("frac", "dfrac", "tfrac", "cfrac", "binom", "dbinom", "tbinom", "overset", "underset", "stackrel"), 2
    ),
    **dict.fromkeys(("sqrt", "boxed", "fbox", "overline", "underline", "overbrace", "underbrace", "phantom"), 1),
    **dict.fromkeys(("hphantom", "vphantom", "hat", "widehat", "tilde", "widetilde", "bar", "vec", "dot", "ddot"), 1),
    **dict.fromkeys(("check", "breve", "acute", "grave", "mathring", "overrightarrow", "overleftarrow"), 1),
    **dict.fromkeys(("overleftrightarrow", "mathrm", "mathbf", "mathit", "mathsf", "mathtt", "mathbb", "mathcal"), 1),
    **dict.fromkeys(
        ("mathfrak", "mathscr", "boldsymbol", "bm", "pmb", "mathnormal", "operatorname", "operatorname*"), 1
    ),
    **dict.fromkeys(("pmod", "pod", "mod", "cancel", "bcancel", "xcancel", "not", "mathop", "mathbin", "mathrel"), 1),
    **dict.fromkeys(("mathord", "mathopen", "mathclose", "mathpunct", "smash", "xrightarrow", "xleftarrow"), 1),
}
OPTIONAL = frozenset(("sqrt", "xrightarrow", "xleftarrow", "cfrac", "smash"))  # may have [..] first
RENAMED = {"bm": "boldsymbol", "mathscr": "mathcal", "fbox": "boxed", "cfrac": "cfrac"}
TEXTS = frozenset(("text", "textbf", "textit", "textrm", "textsf", "texttt", "textnormal", "mbox", "emph", "hbox"))
DROPPED = {  # how many arguments go with each
    "label": 1,
    "color": 1,
    "require": 1,
    "nonumber": 0,
    "notag": 0,
    "mathstrut": 0,
    "strut": 0,
    "allowbreak": 0,
    "nobreak": 0,
    "displaylimits": 0,
}
WIDTHS = frozenset(("hspace", "hspace*", "mspace"))  # a space of some length: a quad is shown
SIZED = frozenset(f"{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m"))
DELIMITERS = frozenset("()[]|/.<>") | frozenset(
    "\\" + name
    for name in [
        "{",
        "}",
        "|",
        "langle",
        "rangle",
        "lfloor",
        "rfloor",
        "lceil",
        "rceil",
        "lbrace",
        "rbrace",
        "lvert",
        "rvert",
        "lVert",
        "rVert",
        "vert",
        "Vert",
        "backslash",
        "lbrack",
        "rbrack",
        "uparrow",
        "downarrow",
        "updownarrow",
        "Uparrow",
        "Downarrow",
        "Updownarrow",
        "lgroup",
        "rgroup",
    ]
)
MATRICES = frozenset(("matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix"))
ENVIRONMENTS = (  # which LaTeX environment inside a formula stands for each
    {name: name for name in MATRICES}
    | {"cases": "cases", "dcases": "cases", "array": "array"}
    | dict.fromkeys(("align", "aligned", "alignat", "alignedat", "eqnarray", "flalign", "split"), "aligned")
    | dict.fromkeys(("gather", "gathered", "multline", "equation", "multlined"), "gathered")
)
WITH_NUMBER = frozenset(("alignat", "alignedat"))  # take a number of columns first

PLAIN: dict[str, str] = {**LETTERS, **OPERATORS, **BINARY, **RELATIONS, **{name: name for name in FUNCTIONS}}
PLAIN |= {"bmod": "mod", "colon": ":", "vdots": "⋮", "mod": "mod"}

OF_CHARACTER: dict[str, str] = {}  # the command for a character, of several the first
for _table_ in (LETTERS, OPERATORS, BINARY, RELATIONS):
    for _name, _character in _table_.items():
        if not _character.isascii():
            OF_CHARACTER.setdefault(_character, _name)
OF_CHARACTER |= {
    "ϕ": "phi",
    "ε": "varepsilon",
    "φ": "varphi",
    "∅": "emptyset",
    "⟂": "perp",
    "⋅": "cdot",
    "∙": "cdot",
    "∗": "ast",
    "∆": "Delta",
    "∑": "sum",
    "Ω": "Omega",
    "µ": "mu",
    "∣": "mid",
    "〈": "langle",
    "〉": "rangle",
    "∘": "circ",
    "≦": "leq",
    "≧": "geq",
    "⩽": "leq",
    "⩾": "geq",
    "→": "to",
    "∖": "setminus",
}
