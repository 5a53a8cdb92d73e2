//! Patterns of a policy: `*` stands for any text, `?` for any one character.

/// Whether the whole `text` matches `pattern`.
///
/// Remembers one `*` at a time instead of recursing, so that a hostile pattern costs at most the product
/// of the two lengths.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    // Where to resume when the literal run after the last `*` fails: that `*`, and how much it ate.
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(&c) if c == '?' || text.get(t) == Some(&c) => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, eaten)) => {
                    star = Some((at, eaten + 1));
                    p = at + 1;
                    t = eaten + 1;
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(p).all(|&c| c == '*')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn stars_and_question_marks() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("", "", true),
            ("", "a", false),
            ("yundun-sas:*", "yundun-sas:CreateFileDetect", true),
            ("yundun-sas:*", "imm:GetFileMeta", false),
            ("*:Get*", "imm:GetFileMeta", true),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("**", "x", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} on {text}");
        }
    }

    #[test]
    fn a_hostile_pattern_ends() {
        let pattern = "*a".repeat(500) + "b";
        assert!(!matches(&pattern, &"a".repeat(2000)));
    }

    proptest! {
        #[test]
        fn a_text_matches_itself_and_what_generalises_it(text in "[a-z:/]{0,20}", at in 0_usize..20) {
            prop_assert!(matches(&text, &text));
            let at = at.min(text.len());
            let starred = format!("{}*{}", &text[..at], &text[at..]);
            prop_assert!(matches(&starred, &text));
            let longer = format!("{}.{}", &text[..at], &text[at..]);
            prop_assert!(!matches(&text, &longer));
        }

        #[test]
        fn agrees_with_the_plain_definition(pattern in "[ab*?]{0,8}", text in "[ab]{0,8}") {
            fn plain(pattern: &[u8], text: &[u8]) -> bool {
                match (pattern.split_first(), text.split_first()) {
                    (None, None) => true,
                    (Some((b'*', rest)), _) => {
                        plain(rest, text) || text.split_first().is_some_and(|(_, tail)| plain(pattern, tail))
                    }
                    (Some((p, rest)), Some((t, tail))) => (*p == b'?' || p == t) && plain(rest, tail),
                    _ => false,
                }
            }
            prop_assert_eq!(matches(&pattern, &text), plain(pattern.as_bytes(), text.as_bytes()));
        }
    }
}
