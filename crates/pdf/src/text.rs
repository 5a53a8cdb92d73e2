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
            content.set_horizontal_scaling((pixels(word.width.max(1)) * unit / natural) * 100.0);
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
