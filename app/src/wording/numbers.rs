//! Numbers with their nouns.
//! Never here: counting.

/// A number with its noun: `1 account`, `2 accounts`.
pub(crate) fn counted(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

/// A number with a comma before each group of three digits: `10,240`.
pub(crate) fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_by_three_from_the_end() {
        assert_eq!([0, 999, 1_000, 10_240, 1_234_567].map(grouped), ["0", "999", "1,000", "10,240", "1,234,567"]);
    }

    #[test]
    fn only_one_is_singular() {
        assert_eq!(counted(1, "policy", "policies"), "1 policy");
        assert_eq!(counted(0, "policy", "policies"), "0 policies");
    }
}
