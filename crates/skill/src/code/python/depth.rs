//! How deep a syntax tree can get, before it is made.
//!
//! A tree is walked and dropped by recursion, and a hostile text makes it as deep as it is long
//! (`1+1+1+…`, `((((…`, `not not not …`). This bounds the depth from above without a parser: on each open
//! bracket's level, the tokens since its last comma or line.

/// Tokens above one another that are let through: some hundred bytes of stack each.
const DEPTH_MAX: usize = 700;
/// Levels of indentation: Python itself allows one hundred.
const INDENT_MAX: usize = 100;

/// Whether the tree of `source` is shallow enough to be made.
pub(super) fn is_shallow(source: &str) -> bool {
    let bytes = source.as_bytes();
    // Tokens since the last separator, for each open bracket.
    let mut levels: Vec<usize> = vec![0];
    let mut sum = 0_usize;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let mut step = 1;
        match byte {
            b'#' => step = line_end(bytes, at) - at,
            b'"' | b'\'' => {
                let formatted =
                    at > 0 && matches!(bytes.get(at - 1), Some(b'f' | b'F' | b't' | b'T' | b'r' | b'R'));
                step = string_end(bytes, at) - at;
                // The expressions in a formatted string are trees too.
                let inside = bytes.get(at..at + step).unwrap_or_default();
                let tokens = if formatted && inside.contains(&b'{') {
                    1 + inside.iter().filter(|byte| byte.is_ascii_punctuation() || **byte == b' ').count() / 4
                } else {
                    1
                };
                count(&mut levels, &mut sum, tokens);
            }
            b'(' | b'[' | b'{' => {
                count(&mut levels, &mut sum, 1);
                levels.push(0);
            }
            b')' | b']' | b'}' if levels.len() > 1 => sum -= levels.pop().unwrap_or_default(),
            b',' => clear(&mut levels, &mut sum),
            b'\n' => {
                if levels.len() == 1 {
                    clear(&mut levels, &mut sum);
                }
                let indent = bytes
                    .iter()
                    .skip(at + 1)
                    .take_while(|byte| matches!(byte, b' ' | b'\t'))
                    .take(4096)
                    .count();
                if indent > INDENT_MAX * 8 {
                    return false;
                }
                step = 1 + indent;
            }
            b' ' | b'\t' | b'\r' => {}
            _ if byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80 => {
                step = bytes
                    .iter()
                    .skip(at)
                    .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_' || **byte >= 0x80)
                    .count();
                count(&mut levels, &mut sum, 1);
            }
            _ => count(&mut levels, &mut sum, 1),
        }
        if sum + levels.len() > DEPTH_MAX {
            return false;
        }
        at += step.max(1);
    }
    true
}

fn count(levels: &mut [usize], sum: &mut usize, tokens: usize) {
    if let Some(last) = levels.last_mut() {
        *last += tokens;
        *sum += tokens;
    }
}

fn clear(levels: &mut [usize], sum: &mut usize) {
    if let Some(last) = levels.last_mut() {
        *sum -= *last;
        *last = 0;
    }
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    bytes.iter().skip(at).position(|byte| *byte == b'\n').map_or(bytes.len(), |found| at + found)
}

/// The offset after the string that begins at `at`.
fn string_end(bytes: &[u8], at: usize) -> usize {
    let Some(&quote) = bytes.get(at) else { return at + 1 };
    let triple = bytes.get(at..at + 3) == Some(&[quote; 3]);
    let mut now = at + if triple { 3 } else { 1 };
    while let Some(&byte) = bytes.get(now) {
        match byte {
            b'\\' => now += 2,
            b'\n' if !triple => return now,
            _ if byte == quote && !triple => return now + 1,
            _ if byte == quote && bytes.get(now..now + 3) == Some(&[quote; 3]) => return now + 3,
            _ => now += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_trees_are_refused_and_long_lists_are_not() {
        assert!(!is_shallow(&"(".repeat(10_000)));
        assert!(!is_shallow(&format!("x = {}1", "1+".repeat(10_000))));
        assert!(!is_shallow(&format!("x = {}1", "not ".repeat(10_000))));
        assert!(!is_shallow(&format!("x = f'{{{}1}}'", "1+".repeat(10_000))));
        assert!(is_shallow(&format!("x = [{}]", "'a' + 'b', ".repeat(10_000))));
        assert!(is_shallow(&"print(f'hello {x}, and more')\n".repeat(1_000)));
    }
}
