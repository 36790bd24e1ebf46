//! The words of a page before its script is there. The script has the others, in `assets/module/words/`.

use super::super::accept::weighted;

/// The words in one language. They are HTML.
#[derive(Debug)]
pub(in super::super) struct Words {
    /// The language, as `lang` has it.
    pub(super) lang: &'static str,
    /// Which way it is written.
    pub(super) dir: &'static str,
    pub(super) jobs: &'static str,
    pub(super) all_jobs: &'static str,
    pub(super) filter: &'static str,
    pub(super) no_jobs: &'static str,
    pub(super) start: &'static str,
    pub(super) loading: &'static str,
    pub(super) no_script: &'static str,
    #[cfg_attr(
        not(all(feature = "warp", feature = "server")),
        expect(dead_code, reason = "the one page that needs it is our own server's")
    )]
    pub(super) nothing: &'static str,
    #[cfg_attr(
        not(all(feature = "warp", feature = "server")),
        expect(dead_code, reason = "the one page that needs it is our own server's")
    )]
    pub(super) typo: &'static str,
}

static ENGLISH: Words = Words {
    lang: "en",
    dir: "ltr",
    jobs: "Jobs",
    all_jobs: "All jobs",
    filter: "Filter",
    no_jobs: "This server has no jobs yet.",
    start: "Start",
    loading: "Loading. If this sentence stays, the page’s script or the server’s answer has not arrived; the \
        browser’s console says why. A filter in front of the server that refuses requests with an \
        <code>Origin</code> keeps the script away, too.",
    no_script: "This page needs JavaScript. In a terminal, <code>curl -N</code> starts jobs and shows their \
        progress without it.",
    nothing: "There is nothing at this address",
    typo: "Perhaps it has a typo, or lacks its end.",
};

static GERMAN: Words = Words {
    lang: "de",
    dir: "ltr",
    jobs: "Jobs",
    all_jobs: "Alle Jobs",
    filter: "Filtern",
    no_jobs: "Dieser Server hat noch keine Jobs.",
    start: "Starten",
    loading: "Wird geladen. Wenn dieser Satz stehen bleibt, ist das Skript der Seite oder die Antwort des Servers nicht \
        angekommen; warum, sagt die Konsole des Browsers. Auch ein Filter vor dem Server, der Anfragen mit einem \
        <code>Origin</code> ablehnt, hält das Skript fern.",
    no_script: "Diese Seite braucht JavaScript. In einem Terminal startet <code>curl -N</code> Jobs und zeigt ihren \
        Fortschritt auch ohne.",
    nothing: "Unter dieser Adresse ist nichts",
    typo: "Vielleicht enthält sie einen Tippfehler, oder ihr Ende fehlt.",
};

static ARABIC: Words = Words {
    lang: "ar",
    dir: "rtl",
    jobs: "المهام",
    all_jobs: "كل المهام",
    filter: "تصفية",
    no_jobs: "لا توجد مهام على هذا الخادم بعد.",
    start: "ابدأ",
    loading: "جارٍ التحميل. إذا بقيت هذه الجملة فلم يصل نص الصفحة البرمجي أو جواب الخادم؛ وتخبرك وحدة تحكم المتصفح بالسبب. \
        وقد يمنعه أيضًا مرشِّح أمام الخادم يرفض الطلبات التي تحمل <code>Origin</code>.",
    no_script: "تحتاج هذه الصفحة إلى JavaScript. ومن دونه يمكن في الطرفية بدء المهام ومتابعة تقدمها بالأمر \
        <code dir=\"ltr\">curl -N</code>.",
    nothing: "لا شيء في هذا العنوان",
    typo: "قد يكون فيه خطأ مطبعي، أو تنقصه نهايته.",
};

impl Words {
    /// The words in the language that an `Accept-Language` wants most of those that there are, in English if none.
    pub(super) fn choose(header: &str) -> &'static Self {
        let known = |tag: &str| {
            let language = tag.split('-').next().unwrap_or_default();
            [&ENGLISH, &GERMAN, &ARABIC]
                .into_iter()
                .find(|words| language.eq_ignore_ascii_case(words.lang))
        };
        let mut best = (0, &ENGLISH);
        for (tag, weight) in weighted(header) {
            // Of those that are wanted as much, the first.
            if let Some(words) = known(tag).filter(|_| weight > best.0) {
                best = (weight, words);
            }
        }
        best.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_that_is_wanted_most_is_chosen() {
        for (header, lang) in [
            ("", "en"),
            ("*", "en"),
            ("fr", "en"),
            ("de", "de"),
            ("fr, AR-eg;q=0.8, en;q=0.7", "ar"),
            ("en-GB,en;q=0.9,de;q=0.8", "en"),
            ("de;q=0.3, ar;q=0.4", "ar"),
            ("de;q=0", "en"),
            ("deu, den", "en"),
        ] {
            assert_eq!(Words::choose(header).lang, lang, "{header}");
        }
    }
}
