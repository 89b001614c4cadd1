//! The files attached to two of the stories, made here so that the executable needs none beside it. They say that they are invented.

/// A file to attach.
#[derive(Clone, Copy, Debug)]
pub(super) enum File {
    Pdf,
    Text,
}

impl File {
    /// Its name, as its sender calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Pdf => "Chronology.pdf",
            Self::Text => "Meeting notes.txt",
        }
    }

    /// Its bytes.
    pub(super) fn bytes(self) -> Vec<u8> {
        match self {
            Self::Pdf => pdf("Chronology. Everything here is invented."),
            Self::Text => {
                b"Notes of the strategy meeting. Everything here is invented.\r\n".to_vec()
            }
        }
    }
}

/// A PDF of one page with one line.
fn pdf(line: &str) -> Vec<u8> {
    let content = format!("BT /F1 14 Tf 72 760 Td ({line}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>".to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
    ];
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut places = vec!["0000000000 65535 f \n".to_owned()];
    for (number, object) in (1..).zip(&objects) {
        places.push(format!("{:010} 00000 n \n", file.len()));
        file.extend_from_slice(format!("{number} 0 obj\n{object}\nendobj\n").as_bytes());
    }
    let (start, places) = (file.len(), places.concat());
    let end = format!(
        "xref\n0 6\n{places}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    );
    file.extend_from_slice(end.as_bytes());
    file
}

#[cfg(test)]
mod tests {
    use super::File;

    #[test]
    fn the_files_are_what_their_names_say() {
        use intake_forms::attachment::{FileKind, sniff};
        assert!(sniff(File::Pdf.name(), FileKind::Pdf, &File::Pdf.bytes()).is_ok());
        assert!(sniff(File::Text.name(), FileKind::Txt, &File::Text.bytes()).is_ok());
    }
}
