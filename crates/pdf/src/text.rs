//! Where the words of a scan stand on its page.

use assay_findings::PageWord;
use pdf_writer::{Content, Name, Str, types::TextRenderingMode};

use crate::font::{Letters, WIDTH};

/// The name of the font among a page's resources.
pub(crate) const FONT: Name<'static> = Name(b"F");

/// Writes the words over the page, unseen, each as wide as it is on the scan. `unit` is a pixel in points, `height` the
/// page's height in points.
pub(crate) fn write(
    content: &mut Content,
    words: &[PageWord],
    letters: &mut Letters,
    unit: f32,
    height: f32,
) {
    content.begin_text();
    content.set_text_rendering_mode(TextRenderingMode::Invisible);
    for line in words.chunk_by(|a, b| a.line == b.line) {
        // One baseline and one size a line, so that viewers mark it as one.
        let top = line.iter().map(|word| word.top).min().unwrap_or_default();
        let bottom = line.iter().map(|word| word.top.saturating_add(word.height)).max().unwrap_or_default();
        let size = (pixels(bottom.saturating_sub(top)) * unit).max(1.0);
        content.set_font(FONT, size);
        for (word, next) in line.iter().zip(line.iter().skip(1).map(Some).chain([None])) {
            let count = pixels(u32::try_from(word.text.chars().count()).unwrap_or(u32::MAX));
            if count == 0.0 {
                continue;
            }
            let natural = count * size * f32::from(WIDTH) / 1000.0;
            let width = width(word, next, bottom.saturating_sub(top));
            content.set_horizontal_scaling((pixels(width) * unit / natural) * 100.0);
            content.set_text_matrix([
                1.0,
                0.0,
                0.0,
                1.0,
                pixels(word.left) * unit,
                height - pixels(bottom) * unit,
            ]);
            let space = if next.is_some_and(|next| are_apart(word, next)) { " " } else { "" };
            content.show(Str(&letters.encode(&format!("{}{space}", word.text))));
        }
    }
    content.end_text();
}

/// The width of a word in pixels; up to the next one where no space is between them, for viewers take a gap for one.
fn width(word: &PageWord, next: Option<&PageWord>, line_height: u32) -> u32 {
    let width = word.width.max(1);
    next.filter(|next| !are_apart(word, next))
        .map(|next| next.left.saturating_sub(word.left))
        .filter(|reach| *reach > width && *reach - width <= line_height)
        .unwrap_or(width)
}

/// Whether there is a space between two words: not where the one ends and the other begins with a character of a
/// script that has none.
fn are_apart(word: &PageWord, next: &PageWord) -> bool {
    let is_wide = |letter: Option<char>| {
        letter.is_some_and(|letter| matches!(letter, '\u{3000}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}'))
    };
    !(is_wide(word.text.chars().last()) && is_wide(next.text.chars().next()))
}

#[expect(clippy::cast_precision_loss, reason = "pixels of a picture: far below 2^24")]
pub(crate) fn pixels(count: u32) -> f32 {
    count as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, left: u32, width: u32) -> PageWord {
        PageWord { text: text.to_owned(), left, top: 0, width, height: 20, confidence: 90, line: 0 }
    }

    #[test]
    fn words_of_scripts_without_spaces_leave_no_gaps() {
        let (first, second, latin) = (word("智能", 10, 40), word("媒体", 58, 40), word("IMM", 108, 40));
        assert!(!are_apart(&first, &second) && are_apart(&second, &latin) && are_apart(&latin, &latin));
        assert_eq!(width(&first, Some(&second), 20), 48);
        assert_eq!(width(&first, Some(&word("媒体", 200, 40)), 20), 40, "another column is far away");
        assert_eq!(width(&second, Some(&latin), 20), 40);
        assert_eq!(width(&latin, None, 20), 40);
        assert_eq!(width(&word("", 0, 0), None, 20), 1);
    }
}
