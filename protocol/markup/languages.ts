/**
 * What may stand behind three backticks as the name of a language, in lower case. Any other word there is the first line of the
 * code: `ls` and `main` are not to vanish into a label.
 */
const NAMES = `
ada apache apl applescript arduino arm armasm asciidoc asm assembly awk bash basic bat batch bf bib bibtex brainfuck c c# c++ cc cfg
clj clojure cmake cmd cobol coffee coffeescript common-lisp conf console cpp crystal cs csharp css csv cuda cxx cypher cython d dart
delphi diff docker dockerfile dos dot ebnf elisp elixir elm email erb erl erlang ex excel exs f# f90 fish forth fortran fs fsharp gcode
gdscript gherkin git gitignore glsl gml gnuplot go golang gql gradle graphql graphviz groovy h haml handlebars haskell haxe hcl hex hlsl
hpp hs htm html http hx idris ini ino ipynb java javascript jinja jl jl-repl js json json5 jsonc jsonl jsonnet jsp jsx julia kotlin kt kts
latex less lex lisp livescript llvm log lua m make makefile markdown math mathematica matlab md mermaid mips mjs ml mmd modelica mysql
nasm nginx nim nix node none nroff objc objective-c objectivec ocaml octave output pascal patch pcre perl pgsql php pl plain plaintext
plantuml plsql po postgres postgresql postscript powershell prisma processing prolog properties proto protobuf ps1 pseudo pseudocode
pug puppet purescript py py3 pycon pyi pytb python python2 python3 python-repl qml r racket raku rb re reason regex regexp repl rest
riscv rkt robot rs rst ruby rust sage sas sass scala scheme scm scss sed sh shell shell-session smalltalk sml solidity sparql spss
sql sqlite stan stata stdin stdout stylus svelte svg swift systemverilog sv tcl tcsh terminal terraform tex text tf toml traceback ts
tsv tsx turtle twig txt typescript typst v vala vb vba vbnet verilog vhdl vim vue wasm wat wolfram x86 x86asm xhtml xml xquery xsl xslt
yacc yaml yml zig zsh`;
const KNOWN = new Set(NAMES.trim().split(/\s+/u));

/** True for the name of a language, however it is written. */
export const isLanguage = (word: string): boolean => KNOWN.has(word.toLowerCase());
