//! Whether several forms mean the same by the same names: a question that two of them ask has one kind, and a code one label. What
//! reads answers (screening, letters, the desk) need not ask which form they came by. Must never compare wording but that.

use super::{DefinitionError, FormDefinition};
use crate::question::Question;

impl FormDefinition {
    /// Holds this form against those read before it.
    ///
    /// # Errors
    /// [`DefinitionError`] naming the key in this form that says something else than in another.
    pub fn agrees_with<'a>(
        &self,
        others: impl IntoIterator<Item = &'a Self>,
    ) -> Result<(), DefinitionError> {
        for other in others {
            if other.id == self.id {
                let reason = "another file has a form of this name";
                return Err(DefinitionError::new("id", reason));
            }
            let both = self
                .sections()
                .flat_map(|section| section.questions.iter().chain(section.any()))
                .filter_map(|question| Some((question, other.question(&question.id)?.1)));
            for (question, same) in both {
                one_meaning(question, same, &other.id)?;
            }
        }
        Ok(())
    }
}

fn one_meaning(question: &Question, same: &Question, form: &str) -> Result<(), DefinitionError> {
    let key = |below: &str| format!("question {}.{below}", question.id);
    if std::mem::discriminant(&question.kind) != std::mem::discriminant(&same.kind) {
        let reason = format!("is another kind in the form {form}");
        return Err(DefinitionError::new(key("kind"), reason));
    }
    for option in question.options() {
        let other = same.option(&option.code);
        if other.is_some_and(|other| other.label != option.label) {
            let reason = format!("{} has another label in the form {form}", option.code);
            return Err(DefinitionError::new(key("options"), reason));
        }
    }
    Ok(())
}
