//! The difference between two texts, line by line: the longest common subsequence, so that as little as possible is marked.
//! Never here: how it looks. Cost grows with lines × lines; a policy of AWS's most characters has some 500 lines.

use crate::components::DiffLine;

/// Lines beyond which both texts are shown whole, one removed and one added, so that no text can make the page slow.
const MOST_LINES: usize = 2_000;

/// How `old` becomes `new`.
pub(crate) fn difference(old: &str, new: &str) -> Vec<DiffLine> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    if old.len().max(new.len()) > MOST_LINES {
        let removed = old.into_iter().map(|line| DiffLine::Removed(line.to_owned()));
        return removed.chain(new.into_iter().map(|line| DiffLine::Added(line.to_owned()))).collect();
    }
    let common = common(&old, &new);
    let at = |i: usize, j: usize| common.get(i * (new.len() + 1) + j).copied().unwrap_or(0);
    let (mut i, mut j, mut lines) = (0, 0, Vec::new());
    while i < old.len() || j < new.len() {
        match (old.get(i), new.get(j)) {
            (Some(a), Some(b)) if a == b => {
                lines.push(DiffLine::Same((*a).to_owned()));
                (i, j) = (i + 1, j + 1);
            }
            (Some(a), b) if b.is_none() || at(i + 1, j) >= at(i, j + 1) => {
                lines.push(DiffLine::Removed((*a).to_owned()));
                i += 1;
            }
            (_, Some(b)) => {
                lines.push(DiffLine::Added((*b).to_owned()));
                j += 1;
            }
            // One side has lines left: the loop's condition.
            _ => break,
        }
    }
    lines
}

/// For each pair of places the length of the longest common subsequence of what follows, row by row.
fn common(old: &[&str], new: &[&str]) -> Vec<u16> {
    let width = new.len() + 1;
    let mut table = vec![0_u16; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            let length = if old[i] == new[j] {
                table[(i + 1) * width + j + 1] + 1
            } else {
                table[(i + 1) * width + j].max(table[i * width + j + 1])
            };
            table[i * width + j] = length;
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(old: &str, new: &str) -> Vec<String> {
        difference(old, new)
            .into_iter()
            .map(|line| match line {
                DiffLine::Same(text) => format!(" {text}"),
                DiffLine::Added(text) => format!("+{text}"),
                DiffLine::Removed(text) => format!("-{text}"),
            })
            .collect()
    }

    #[test]
    fn only_what_changed_is_marked() {
        assert_eq!(marked("a\nb\nc\nd", "a\nx\nc\nd\ne"), [" a", "-b", "+x", " c", " d", "+e"]);
        assert_eq!(marked("", "a"), ["+a"]);
        assert_eq!(marked("a", ""), ["-a"]);
        assert_eq!(marked("a\na", "a\na"), [" a", " a"]);
    }

    #[test]
    fn a_text_of_any_length_is_shown_whole() {
        let long = "x\n".repeat(MOST_LINES + 1);
        assert_eq!(difference(&long, "y").len(), MOST_LINES + 2);
    }
}
