//! Texts that are code to whatever they pass through: pages, queries, commands, formats, letters.

use super::{each, owned};

/// Marks and scripts, in every place where a page might put a text.
pub(super) fn markup() -> Vec<String> {
    let call = "alert(1)";
    let tags = [
        "script", "style", "title", "textarea", "noscript", "template", "xmp", "svg", "math", "td",
        "form",
    ];
    let mut all = each(tags, |tag| format!("</{tag}><{tag}>{call}</{tag}>"));
    let events = [
        "onerror",
        "onload",
        "onfocus",
        "onmouseover",
        "ontoggle",
        "onpointerenter",
    ];
    all.extend(each(events, |event| {
        format!("\"'><img src=x {event}={call} autofocus>")
    }));
    all.extend(each(['"', '\'', '`', ' '], |quote| {
        format!("x{quote} onclick={quote}{call}{quote} y={quote}")
    }));
    let schemes = [
        "javascript:",
        "JaVaScRiPt\t:",
        "data:text/html,",
        "vbscript:",
        "//evil.test/",
    ];
    all.extend(each(schemes, |scheme| {
        format!("<a href=\"{scheme}{call}\">x</a>")
    }));
    all.extend(owned(&[
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?xml version=\"1.0\"?>",
        "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///\">]>",
        "&lt;b&gt;",
        "&amp;amp;",
        "&#x3c;b&#62;",
        "&#0;",
        "&NotAnEntity;",
        "<b>bold</b>",
        "<b",
        "<\u{0}b>",
        "\u{FF1C}script\u{FF1E}",
        "<base href=//evil.test>",
        "<meta http-equiv=refresh content=0>",
        "{{7*7}}",
        "${7*7}",
        "#{7*7}",
        "<%= 7*7 %>",
        "{% raw %}",
        "[[7*7]]",
        "@(7*7)",
        "*{7*7}",
    ]));
    all
}

/// Pieces of queries.
pub(super) fn queries() -> Vec<String> {
    let tails = [
        "; DROP TABLE referral;--",
        " OR 1=1 --",
        " UNION SELECT null,null/*",
    ];
    let mut all = Vec::new();
    for quote in ["'", "\"", ")", "\\'"] {
        all.extend(each(tails, |tail| format!("1{quote}{tail}")));
    }
    all.extend(owned(&[
        "%",
        "_",
        "'||'a'||'",
        "{\"$gt\":\"\"}",
        "*)(uid=*",
        "' or ''='",
        "0;WAITFOR DELAY",
    ]));
    all
}

/// Pieces of commands, and paths that lead elsewhere.
pub(super) fn commands() -> Vec<String> {
    let open = [";", "|", "&", "&&", "||", "$(", "`", ">", "<(", "\n"];
    let mut all = each(open, |open| format!("x{open}touch /tmp/never"));
    all.extend(each(1..5, |deep| {
        format!("{}etc/passwd", "../".repeat(deep))
    }));
    all.extend(owned(&[
        "..\\..\\boot.ini",
        "C:\\x",
        "\\\\server\\share",
        "/dev/null",
        "file:///etc/hosts",
        "~/.ssh/id",
        "--help",
        "-rf /",
        "@file",
        "$HOME",
        "%PATH%",
        "!!",
        "eval(\"1\")",
        "System.exit(0)",
        "import os",
        "() { :;};",
    ]));
    all
}

/// What prints, quotes or computes when another program gets it.
pub(super) fn formats() -> Vec<String> {
    let mut all = each(["s", "d", "n", "x", "p", "%", "1$s", "999999s"], |end| {
        format!("%{end}%{end}")
    });
    all.extend(each(["=", "+", "-", "@", "\t=", "\r="], |start| {
        format!("{start}1+1|' /C x'!A0")
    }));
    all.extend(owned(&[
        "{0}",
        "{:?}",
        "{{}}",
        "%00",
        "%0d%0a",
        "%252e",
        "\\u0000",
        "\\x41",
        "\\n",
        "=?utf-8?Q?=3D?=",
        "=41=42",
        "Ã©â€™",
        "1;2,3\t4",
        "\"a\",\"b\"",
        "- a: &b *b",
        "!!binary x",
        "{\"from\":null}",
        "[1,",
        "\u{1b}[2J\u{1b}[31m",
        "\u{1b}]0;x\u{7}",
        "\u{8}\u{8}",
        "\u{7}",
    ]));
    all
}

/// What ends one header or letter and begins another.
pub(super) fn headers() -> Vec<String> {
    let lines = [
        "Bcc: x@evil.test",
        "Set-Cookie: a=b",
        "Content-Type: text/html",
        ".",
        "RCPT TO:<x@evil.test>",
    ];
    let mut all = each(lines, |line| format!("x\r\n{line}\r\n\r\ny"));
    all.extend(each(lines, |line| format!("x\n{line}\ny")));
    all.extend(owned(&[
        "From x",
        "\"x\" <y@evil.test>",
        "x\r\n y",
        "--boundary--",
        "Scunthorpe",
        "it’s a “test”",
    ]));
    all
}
