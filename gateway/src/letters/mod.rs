//! Letters: the words of every e-mail. Pure: facts in, subject and two bodies out. Never names a child.
