//! A QR code as the numbers of an inline drawing. It never leaves the page: no address, no picture file.

use std::fmt::Write as _;

use qrcode::{Color, QrCode};

/// The dark squares of a QR code as one path of an inline SVG.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QrPicture {
    /// Squares along each side, with the quiet border of four.
    pub side: usize,
    /// The path's `d`: one stroke per run of dark squares.
    pub path: String,
}

const BORDER: usize = 4;

impl QrPicture {
    /// Draws `text`; `None` when it is too long for a QR code.
    pub fn draw(text: &str) -> Option<Self> {
        let code = QrCode::new(text.as_bytes()).ok()?;
        let width = code.width();
        let colors = code.to_colors();
        let mut path = String::new();
        for (row, line) in colors.chunks(width).enumerate() {
            draw_row(line, row + BORDER, &mut path);
        }
        Some(Self {
            side: width + 2 * BORDER,
            path,
        })
    }
}

fn draw_row(line: &[Color], row: usize, path: &mut String) {
    let mut column = BORDER;
    for run in line.chunk_by(|left, right| left == right) {
        let length = run.len();
        if run.first() == Some(&Color::Dark) {
            // Writing into a String cannot fail.
            let _written = write!(path, "M{column} {row}h{length}v1h-{length}z");
        }
        column += length;
    }
}

#[cfg(test)]
mod tests {
    use super::QrPicture;

    #[test]
    fn a_picture_has_its_border_and_its_corner() {
        let picture = QrPicture::draw(
            "otpauth://totp/Desk:sam.sample@exampleshire.test?secret=JBSWY3DPEHPK3PXP",
        )
        .unwrap();
        assert!(picture.side >= 21 + 8);
        assert!(
            picture.path.starts_with("M4 4h7v1h-7z"),
            "the first row of the finder pattern"
        );
    }

    #[test]
    fn a_text_that_no_code_can_hold_has_no_picture() {
        assert_eq!(QrPicture::draw(&"x".repeat(8_000)), None);
    }
}
