//! A draft in the places where this version of its form asks. The hub may have moved a question to another page since the draft was
//! begun or sent: what was typed goes along. What no question asks for any more is put aside, and must never be thrown away.

use std::collections::BTreeMap;

use crate::question::Section;
use crate::{Fields, FormDefinition, RawAnswers};

/// Where what nothing asks for any more is put: no section has an empty name.
const ASIDE: &str = "";

/// Where a question stands: its section, and whether each item of it is asked.
type Home<'a> = (&'a str, bool);

impl FormDefinition {
    /// The same draft with every answer on the page that asks for it now.
    #[must_use]
    pub fn placed(&self, draft: RawAnswers) -> RawAnswers {
        if self.is_placed(&draft) {
            return draft;
        }
        let homes = self.homes();
        let home = |name: &str| homes.get(id_of(name)).copied();
        let (sections, items, more) = draft.apart();
        let (mut placed, mut strays) = (RawAnswers::default(), Vec::new());
        for (slug, fields) in sections {
            let at_home = |name: &str| home(name) == Some((slug.as_str(), false));
            let (own, others) = fields.divided(at_home);
            strays.extend(others.into_fields());
            if self.section(&slug).is_some() {
                placed.put(&slug, own);
            }
        }
        for (slug, list) in items {
            let to = self.list_of(&slug, &list, &home);
            let to = to.filter(|to| placed.items(&to.slug).is_empty());
            let items = list.into_iter().enumerate();
            let others = items.map(|(n, fields)| place_item(&mut placed, to, n, fields));
            strays.extend(others.flat_map(Fields::into_fields));
            if let Some(to) = to {
                placed.say_more(&to.slug, more.contains(&slug));
            }
        }
        let mut aside = Fields::default();
        for (name, values) in strays {
            match home(&name) {
                Some((slug, false)) if !placed.is_typed(slug, &name) => {
                    placed.type_into(slug, name, values);
                }
                Some((slug, false)) if placed.has(slug, &name, &values) => {}
                _ => aside.add(name, values),
            }
        }
        if !aside.is_blank() {
            placed.put(ASIDE, aside);
        }
        placed
    }

    /// Whether every answer stands on the page that asks for it: nearly always, and cheaper to see than to put right.
    fn is_placed(&self, draft: &RawAnswers) -> bool {
        let asks = |slug: &str, name: &str, each: bool| {
            let section = self.section(slug);
            section.is_some_and(|section| match section.any() {
                Some(any) if !each && any.id == id_of(name) => true,
                _ => section.is_repeated() == each && section.question(id_of(name)).is_some(),
            })
        };
        let all = |slug: &str, fields: &Fields, each: bool| {
            fields.pairs().all(|(name, _)| asks(slug, name, each))
        };
        draft.pages().all(|(slug, fields)| all(slug, fields, false))
            && draft.lists().all(|(slug, fields)| all(slug, fields, true))
    }

    /// The section whose items these are: its own, or the one that asks for them now.
    fn list_of<'a>(
        &'a self,
        slug: &str,
        list: &[Fields],
        home: &impl Fn(&str) -> Option<Home<'a>>,
    ) -> Option<&'a Section> {
        let own = self.section(slug).filter(|section| section.is_repeated());
        let names = list.iter().flat_map(Fields::pairs);
        own.or_else(|| {
            let mut homes = names.filter_map(|(name, _)| home(name));
            let (slug, _) = homes.find(|(_, each)| *each)?;
            self.section(slug)
        })
    }

    fn homes(&self) -> BTreeMap<&str, Home<'_>> {
        let mut homes = BTreeMap::new();
        for section in self.sections() {
            let slug = section.slug.as_str();
            for question in &section.questions {
                homes.insert(question.id.as_str(), (slug, section.is_repeated()));
            }
            if let Some(any) = section.any() {
                homes.insert(any.id.as_str(), (slug, false));
            }
        }
        homes
    }
}

/// Puts an item into its list; gives back what is not asked there.
fn place_item(placed: &mut RawAnswers, to: Option<&Section>, n: usize, fields: Fields) -> Fields {
    let Some(to) = to else { return fields };
    let (own, others) = fields.divided(|name| to.asks_each(id_of(name)));
    placed.put_item(&to.slug, n, own);
    others
}

/// The question's id in a field's name: before the first hyphen, which no id has.
fn id_of(name: &str) -> &str {
    name.split('-').next().unwrap_or(name)
}

impl RawAnswers {
    /// What somebody wrote in words and this version of the form no longer asks for: it is not sent.
    pub fn put_aside(&self) -> Vec<&str> {
        let aside = self.section(ASIDE).into_iter().flat_map(Fields::pairs);
        let words = aside.map(|(_, value)| value.trim());
        words.filter(|value| !is_code(value)).collect()
    }
}

/// An option's code or a part of a date, which says nothing without its question.
fn is_code(value: &str) -> bool {
    value
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use crate::{Fields, FormDefinition, RawAnswers};

    fn form(sections: &[(&str, bool, &[&str])]) -> FormDefinition {
        let mut text = String::from(
            "id = \"f\"\nversion = \"2\"\ntitle = \"F\"\nrole = \"R\"\noffered_to = \"R\"\nroute = \"school\"\nrelease = false\n[[group]]\ntitle = \"G\"\n",
        );
        for (slug, repeated, questions) in sections {
            writeln!(
                text,
                "[[group.section]]\nslug = \"{slug}\"\ntitle = \"{slug}\""
            )
            .unwrap();
            if *repeated {
                writeln!(
                    text,
                    "repeated = {{ singular = \"{slug}\", plural = \"{slug}\", max = 9 }}"
                )
                .unwrap();
            }
            for id in *questions {
                writeln!(
                    text,
                    "[[group.section.question]]\nid = \"{id}\"\nlabel = \"{id}\"\nkind = \"text\"\noptional = true"
                )
                .unwrap();
            }
        }
        FormDefinition::read(&text).unwrap()
    }

    fn page(fields: &[(&str, &str)]) -> Fields {
        Fields::bounded(fields.iter().copied()).unwrap()
    }

    fn draft() -> RawAnswers {
        let mut draft = RawAnswers::default();
        draft.put("old", page(&[("a", "one"), ("b", "Two words")]));
        draft.put_item("list", 0, page(&[("c", "x"), ("d", "In words")]));
        draft.put_item("list", 1, page(&[("c", "y"), ("d", "again")]));
        draft
    }

    #[test]
    fn a_draft_whose_questions_stand_where_they_stood_is_the_same() {
        let form = form(&[("old", false, &["a", "b"]), ("list", true, &["c", "d"])]);
        assert_eq!(form.placed(draft()), draft());
        assert!(form.placed(draft()).put_aside().is_empty());
    }

    #[test]
    fn what_was_typed_goes_where_its_question_went() {
        let form = form(&[
            ("new", false, &["b"]),
            ("old", false, &["a"]),
            ("things", true, &["d", "c"]),
        ]);
        let mut draft = draft();
        draft.say_more("list", true);
        let placed = form.placed(draft);
        assert_eq!(placed.section("new"), Some(&page(&[("b", "Two words")])));
        assert_eq!(placed.section("old"), Some(&page(&[("a", "one")])));
        let items = placed.items("things");
        assert_eq!((items.len(), items[1].first("c")), (2, "y"));
        assert!(placed.items("list").is_empty() && placed.put_aside().is_empty());
        assert!(
            placed.says_more("things"),
            "that there is another goes along"
        );
        assert_eq!(form.placed(placed.clone()), placed);
    }

    #[test]
    fn what_nothing_asks_for_is_put_aside_and_comes_back_with_its_question() {
        let without = form(&[("old", false, &["a"]), ("list", true, &["c"])]);
        let placed = without.placed(draft());
        assert_eq!(placed.put_aside(), ["Two words", "In words"]);
        assert_eq!(placed.items("list")[1], page(&[("c", "y")]));
        let again = form(&[("old", false, &["a", "b"]), ("list", true, &["c"])]);
        let placed = again.placed(placed);
        assert_eq!(placed.section("old").unwrap().first("b"), "Two words");
        assert_eq!(placed.put_aside(), ["In words"]);
    }

    #[test]
    fn what_was_typed_anew_is_not_replaced_by_what_was_put_aside() {
        let form = form(&[("new", false, &["b"])]);
        let mut draft = draft();
        draft.put("new", page(&[("b", "Newer")]));
        let placed = form.placed(draft);
        assert_eq!(placed.section("new").unwrap().first("b"), "Newer");
        assert!(placed.put_aside().contains(&"Two words"));
    }
}
