//! The style sheet: `style/main.css` with its imports put in place and its comments taken out. Any other change to CSS
//! must never be made here; what is written is what is served.

use std::fs;
use std::path::{Path, PathBuf};

use crate::trouble::Trouble;

/// Reads a style sheet with everything that it imports, as one text. `@import "x.css" layer(name);` becomes
/// `@layer name { … }`. Addresses in `url()` are left as they are: all style ends up in one file, so they are relative
/// to that file.
///
/// # Errors
/// When a file is missing, imports itself, or imports in a form that is not supported (media, supports).
pub fn bundle(file: &Path) -> Result<String, Trouble> {
    inline(file, &mut Vec::new())
}

fn inline(file: &Path, above: &mut Vec<PathBuf>) -> Result<String, Trouble> {
    if above.iter().any(|other| other == file) {
        return Err(Trouble::Unexpected(format!("{} imports itself", file.display())));
    }
    let text = fs::read_to_string(file).map_err(Trouble::file(file))?;
    above.push(file.to_path_buf());
    let directory = file.parent().unwrap_or(Path::new("."));
    let mut whole = String::new();
    for piece in pieces(&condensed(&text)) {
        match piece {
            Piece::Text(text) => whole.push_str(text),
            Piece::Import(statement) => {
                let import = import(statement)
                    .ok_or_else(|| Trouble::Unexpected(format!("{}: cannot follow `{statement}`", file.display())))?;
                let inner = inline(&directory.join(import.file), above)?;
                match import.layer {
                    Some(layer) => whole.push_str(&format!("@layer {layer} {{\n{}\n}}\n", inner.trim())),
                    None => whole.push_str(&inner),
                }
            }
        }
    }
    above.pop();
    Ok(whole)
}

/// The text without comments, and with each run of white space outside strings as one space or one new line.
fn condensed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    let mut quote = None;
    let mut space: Option<char> = None;
    while let Some(next) = rest.next() {
        if let Some(mark) = quote {
            out.push(next);
            if next == '\\' {
                out.extend(rest.next());
            } else if next == mark {
                quote = None;
            }
        } else if next == '/' && rest.peek() == Some(&'*') {
            rest.next();
            let mut last = ' ';
            for inside in rest.by_ref() {
                if last == '*' && inside == '/' {
                    break;
                }
                last = inside;
            }
            // A comment separates words, as white space does.
            space.get_or_insert(' ');
        } else if next.is_ascii_whitespace() {
            if next == '\n' || space.is_none() {
                space = Some(if next == '\n' { '\n' } else { ' ' });
            }
        } else {
            if let Some(space) = space.take() {
                out.push(space);
            }
            if next == '"' || next == '\'' {
                quote = Some(next);
            }
            out.push(next);
        }
    }
    out.trim_start().to_owned() + "\n"
}

enum Piece<'a> {
    Text(&'a str),
    Import(&'a str),
}

/// Cuts out the import statements. CSS allows them only at the head, so a semicolon inside quotes is the only trap.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("@import ") {
        let (before, from) = rest.split_at(start);
        let mut quoted = None;
        let end = from.find(|next| match quoted {
            Some(mark) => {
                if next == mark {
                    quoted = None;
                }
                false
            }
            None => {
                if next == '"' || next == '\'' {
                    quoted = Some(next);
                }
                next == ';'
            }
        });
        let Some(end) = end else { break };
        found.push(Piece::Text(before));
        let (statement, after) = from.split_at(end + 1);
        found.push(Piece::Import(statement));
        rest = after;
    }
    found.push(Piece::Text(rest));
    found
}

struct Import<'a> {
    file: &'a str,
    layer: Option<&'a str>,
}

/// Reads `@import "file" layer(name);` and `@import url("file");`; `None` for every other form.
fn import(statement: &str) -> Option<Import<'_>> {
    let inner = statement.strip_prefix("@import ")?.strip_suffix(';')?.trim();
    let (file, tail) = match inner.strip_prefix("url(") {
        Some(address) => {
            let (file, tail) = address.split_once(')')?;
            (file.trim().trim_matches(['"', '\'']), tail)
        }
        None => {
            let mark = inner.chars().next().filter(|mark| matches!(mark, '"' | '\''))?;
            inner.get(1..)?.split_once(mark)?
        }
    };
    let tail = tail.trim();
    if file.is_empty() || file.contains("://") {
        return None;
    }
    if tail.is_empty() {
        return Some(Import { file, layer: None });
    }
    let layer = tail.strip_prefix("layer(")?.strip_suffix(')')?.trim();
    let plain = !layer.is_empty() && layer.chars().all(|next| next.is_ascii_alphanumeric() || matches!(next, '-' | '_' | '.'));
    plain.then_some(Import { file, layer: Some(layer) })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A directory of its own for each test, so that they can run at the same time.
    fn directory(name: &str, files: &[(&str, &str)]) -> PathBuf {
        let directory = std::env::temp_dir().join(format!("charter-styles-{}-{name}", std::process::id()));
        fs::create_dir_all(directory.join("components")).unwrap();
        for (file, text) in files {
            fs::write(directory.join(file), text).unwrap();
        }
        directory
    }

    #[test]
    fn imports_become_layers_in_their_order() {
        let at = directory(
            "layers",
            &[
                ("main.css", "@layer a, b;\n@import \"one.css\" layer(a);\n@import url('two.css');\np { color: red }\n"),
                ("one.css", "@import \"components/chip.css\";\n:root { --x: 1 }"),
                ("two.css", "b { top: 0 }"),
                ("components/chip.css", ".chip { left: 0 }"),
            ],
        );
        let whole = bundle(&at.join("main.css")).unwrap();
        let lines: Vec<&str> = whole.lines().filter(|line| !line.trim().is_empty()).collect();
        let expected =
            ["@layer a, b;", "@layer a {", ".chip { left: 0 }", ":root { --x: 1 }", "}", "b { top: 0 }", "p { color: red }"];
        assert_eq!(lines, expected);
        fs::remove_dir_all(at).unwrap();
    }

    #[test]
    fn comments_go_and_strings_stay() {
        let text = condensed("/* gone; @import \"x\"; */a::before { content: \"/* kept  */ \\\" @\"; }\n\n\n  b{}");
        assert_eq!(text, "a::before { content: \"/* kept  */ \\\" @\"; }\nb{}\n");
        assert_eq!(condensed("a/**/b /*** x **/ c"), "a b c\n");
    }

    #[test]
    fn an_import_that_cannot_be_followed_is_an_error() {
        for statement in ["@import \"a.css\" screen;", "@import url(https://x/y.css);", "@import \"a.css\" layer(a) print;"] {
            assert!(import(statement).is_none(), "{statement}");
        }
        let at = directory("bad", &[("main.css", "@import \"gone.css\";"), ("round.css", "@import \"round.css\";")]);
        assert!(matches!(bundle(&at.join("main.css")), Err(Trouble::File { .. })));
        assert!(bundle(&at.join("round.css")).unwrap_err().to_string().contains("imports itself"));
        fs::remove_dir_all(at).unwrap();
    }
}
