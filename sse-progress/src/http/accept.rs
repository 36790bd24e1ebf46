//! What a client would like to get (RFC 9110, section 12.5).

use http::Method;

/// How much a client wants each of the three things that we have, from 0 (not at all) to 1000.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Accept {
    pub(super) events: u16,
    pub(super) html: u16,
    pub(super) json: u16,
    /// `text/event-stream` stands there by name: this client knows what it is.
    pub(super) names_events: bool,
}

/// The media types that we have, in the order of the fields.
const HAVE: [(&str, &str); 3] = [
    ("text", "event-stream"),
    ("text", "html"),
    ("application", "json"),
];

impl Accept {
    /// No header takes anything.
    pub(super) fn parse(header: Option<&str>) -> Self {
        // Of each type the weight that the most precise range gives to it.
        let mut best = [(0, Precision::None); HAVE.len()];
        for (range, quality) in weighted(header.unwrap_or("*/*")) {
            for (best, have) in best.iter_mut().zip(HAVE) {
                let precision = Precision::of(range, have);
                if precision > best.1 {
                    *best = (quality, precision);
                }
            }
        }
        let [(events, precision), (html, _), (json, _)] = best;
        Self {
            events,
            html,
            json,
            names_events: events > 0 && precision == Precision::Exact,
        }
    }

    /// A page is wanted more than anything else.
    pub(super) fn prefers_html(self) -> bool {
        self.html > self.events && self.html > self.json
    }

    /// Whether a request by this method is that of a browser that shows what it gets.
    pub(super) fn is_shown(self, method: &Method) -> bool {
        matches!(*method, Method::GET | Method::HEAD) && self.prefers_html()
    }
}

/// How precisely a range names a media type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Precision {
    None,
    Any,
    Kind,
    Exact,
}

impl Precision {
    fn of(range: &str, (kind, subtype): (&str, &str)) -> Self {
        match range.split_once('/') {
            Some(("*", "*")) => Self::Any,
            Some((k, "*")) if k.eq_ignore_ascii_case(kind) => Self::Kind,
            Some((k, s)) if k.eq_ignore_ascii_case(kind) && s.eq_ignore_ascii_case(subtype) => {
                Self::Exact
            }
            _ => Self::None,
        }
    }
}

/// The members of a header such as `Accept` or `Accept-Language` in their order, each with its weight (RFC 9110,
/// section 12.4.2). Other parameters are left out.
pub(super) fn weighted(header: &str) -> impl Iterator<Item = (&str, u16)> {
    header.split(',').filter_map(|member| {
        let mut parts = member.split(';').map(str::trim);
        let name = parts.next().filter(|name| !name.is_empty())?;
        let quality = parts
            .filter_map(|parameter| parameter.split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
            .map_or(1000, |(_, value)| thousandths(value.trim()));
        Some((name, quality))
    })
}

/// Whether an `Accept-Encoding` takes gzip. Without the header a client may not know any encoding.
pub(super) fn takes_gzip(header: Option<&str>) -> bool {
    let of = |wanted: &str| {
        let mut all = weighted(header.unwrap_or_default());
        all.find(|(name, _)| name.eq_ignore_ascii_case(wanted))
    };
    of("gzip")
        .or_else(|| of("*"))
        .is_some_and(|(_, quality)| quality > 0)
}

/// `0.8` is 800. What is not a weight counts as none.
fn thousandths(quality: &str) -> u16 {
    let (whole, fraction) = quality.split_once('.').unwrap_or((quality, ""));
    let digits = fraction.bytes().all(|byte| byte.is_ascii_digit());
    match whole {
        "1" => 1000,
        "0" if digits => format!("{fraction:0<3.3}").parse().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_most_precise_range_counts() {
        let browser = Accept::parse(Some(
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        ));
        assert!(browser.prefers_html());
        assert!(!browser.names_events);
        assert_eq!((browser.html, browser.events), (1000, 800));

        let event_source = Accept::parse(Some("text/event-stream"));
        assert!(event_source.names_events && !event_source.prefers_html());
        assert_eq!((event_source.events, event_source.html), (1000, 0));

        for curl in [None, Some("*/*")] {
            let curl = Accept::parse(curl);
            assert!(curl.events > 0 && !curl.names_events && !curl.prefers_html());
        }

        let accept = Accept::parse(Some("text/*;q=0.5, TEXT/HTML ; Q=0.25, application/json"));
        assert_eq!((accept.events, accept.html, accept.json), (500, 250, 1000));
        assert!(!Accept::parse(Some("text/event-stream;q=0")).names_events);
    }

    #[test]
    fn gzip_is_for_those_who_take_it() {
        for taken in [
            "gzip",
            "br, GZIP;q=0.1",
            "*",
            "deflate, *;q=0.5",
            "gzip, *;q=0",
        ] {
            assert!(takes_gzip(Some(taken)), "{taken}");
        }
        for not in ["", "br", "gzip;q=0", "gzip;q=0, *", "*;q=0", "x-gzip2"] {
            assert!(!takes_gzip(Some(not)), "{not}");
        }
        assert!(!takes_gzip(None));
    }

    proptest! {
        #[test]
        fn no_header_makes_it_panic(header: String) {
            let _ = Accept::parse(Some(&header));
            let _ = takes_gzip(Some(&header));
        }

        #[test]
        fn weights_stay_in_range(quality in "[0-9.]{0,8}") {
            prop_assert!(thousandths(&quality) <= 1000);
        }
    }
}
