//! Languages, in ISO 639-3.

use whatlang::Lang;

/// Codes of ISO 639-1 and 639-2/B whose codes of 639-3 differ.
#[rustfmt::skip]
const SHORT: &[(&str, &str)] = &[
    ("af", "afr"), ("ar", "ara"), ("az", "aze"), ("be", "bel"), ("bg", "bul"), ("bn", "ben"), ("bs", "bos"),
    ("ca", "cat"), ("cs", "ces"), ("cy", "cym"), ("da", "dan"), ("de", "deu"), ("el", "ell"), ("en", "eng"),
    ("eo", "epo"), ("es", "spa"), ("et", "est"), ("eu", "eus"), ("fa", "fas"), ("fi", "fin"), ("fr", "fra"),
    ("ga", "gle"), ("gl", "glg"), ("gu", "guj"), ("he", "heb"), ("hi", "hin"), ("hr", "hrv"), ("hu", "hun"),
    ("hy", "hye"), ("id", "ind"), ("is", "isl"), ("it", "ita"), ("ja", "jpn"), ("jv", "jav"), ("ka", "kat"),
    ("kk", "kaz"), ("km", "khm"), ("kn", "kan"), ("ko", "kor"), ("la", "lat"), ("lo", "lao"), ("lt", "lit"),
    ("lv", "lav"), ("mk", "mkd"), ("ml", "mal"), ("mn", "mon"), ("mr", "mar"), ("ms", "msa"), ("my", "mya"),
    ("nb", "nob"), ("ne", "nep"), ("nl", "nld"), ("nn", "nno"), ("no", "nor"), ("pa", "pan"), ("pl", "pol"),
    ("pt", "por"), ("ro", "ron"), ("ru", "rus"), ("si", "sin"), ("sk", "slk"), ("sl", "slv"), ("sq", "sqi"),
    ("sr", "srp"), ("sv", "swe"), ("sw", "swa"), ("ta", "tam"), ("te", "tel"), ("th", "tha"), ("tl", "tgl"),
    ("tr", "tur"), ("uk", "ukr"), ("ur", "urd"), ("uz", "uzb"), ("vi", "vie"), ("zh", "zho"),
    ("chi", "zho"), ("cze", "ces"), ("dut", "nld"), ("fre", "fra"), ("ger", "deu"), ("gre", "ell"), ("ice", "isl"),
    ("per", "fas"), ("rum", "ron"), ("slo", "slk"), ("wel", "cym"),
];

/// A declared language, `en-US`, `en_US`, `eng`, in three letters; `None` for what is no code.
pub(crate) fn declared(tag: &str) -> Option<String> {
    let code = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
    let known = SHORT.iter().find(|(short, _)| *short == code).map(|(_, long)| (*long).to_owned());
    known.or_else(|| {
        (code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_lowercase()) && code != "und")
            .then_some(code)
    })
}

/// The language of a text, where it is plain enough.
pub(crate) fn of(text: &str) -> Option<String> {
    let end = text.floor_char_boundary(text.len().min(super::LANGUAGE_BYTES));
    let info = whatlang::detect(text.get(..end)?)?;
    let code = match info.lang() {
        // Chinese as it is written: `zho`, as documents declare it.
        Lang::Cmn => "zho",
        lang => lang.code(),
    };
    info.is_reliable().then(|| code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_have_three_letters() {
        for (tag, code) in [
            ("en-US", Some("eng")),
            ("zh_CN", Some("zho")),
            ("ger", Some("deu")),
            ("yue", Some("yue")),
            ("", None),
            ("x-none", None),
            ("und", None),
        ] {
            assert_eq!(declared(tag).as_deref(), code, "{tag}");
        }
        assert_eq!(
            of("This is a plain English text about many different things in the world, and what people think of them.").as_deref(),
            Some("eng")
        );
        assert_eq!(of("欢迎使用智能媒体管理，您可以在这里管理您的文件和图片。").as_deref(), Some("zho"));
        assert_eq!(of(""), None);
    }
}
