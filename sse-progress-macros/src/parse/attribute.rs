//! Reads what stands between the parentheses of `#[job(…)]`.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Ident, Lit, LitStr, Token};

use crate::errors::Errors;

use super::options::{example, option_names};

/// The attribute as it was written.
#[derive(Default)]
pub(crate) struct RawAttribute {
    /// The word before the path, whatever it is.
    pub(crate) method: Option<Ident>,
    /// The path. When it is `None`, an error has been added that says so.
    pub(crate) path: Option<LitStr>,
    pub(crate) options: Vec<RawOption>,
}

/// One `key = value`.
pub(crate) struct RawOption {
    pub(crate) key: Ident,
    /// What follows the `=`; `None` where there is no `=`, or nothing after it.
    pub(crate) value: Option<TokenStream>,
    /// All of it, to point at.
    pub(crate) tokens: TokenStream,
}

impl RawOption {
    /// How the option is written, for error messages.
    pub(crate) fn example(&self) -> &'static str {
        example(&self.key.to_string())
    }
}

/// What stands between two commas.
enum Part {
    Path { method: Option<Ident>, path: LitStr },
    Option(Ident, Option<TokenStream>),
}

/// Why a part cannot be read.
struct Refused {
    error: syn::Error,
    /// Whether it was an attempt at the path, in which case the path is not reported as missing, too.
    path: bool,
}

impl RawAttribute {
    pub(crate) fn parse(tokens: TokenStream, errors: &mut Errors) -> Self {
        let mut raw = Self::default();
        // Whether there was a path or an attempt at one: a single error about the path is enough.
        let mut path_seen = false;
        for (index, tokens) in split_at_commas(tokens, errors).into_iter().enumerate() {
            match Part::parse(tokens.clone()) {
                Ok(Part::Option(key, value)) => raw.options.push(RawOption { key, value, tokens }),
                Ok(Part::Path { .. }) if raw.path.is_some() => {
                    errors.add(&tokens, "a job has one path: remove this one");
                }
                Ok(Part::Path { method, path }) => {
                    if index > 0 && !path_seen {
                        errors.add(
                            &tokens,
                            format_args!(
                                "the path comes first: write `#[job({tokens}, …)]`, and the options after it"
                            ),
                        );
                    }
                    path_seen = true;
                    raw.method = method;
                    raw.path = Some(path);
                }
                Err(refused) => {
                    path_seen |= refused.path || index == 0;
                    errors.push(refused.error);
                }
            }
        }
        if !path_seen {
            errors.add_to_attribute(
                "the path is missing: write where the job is to be found, such as `#[job(\"/count/{to}\")]`",
            );
        }
        raw
    }
}

impl Part {
    fn parse(tokens: TokenStream) -> Result<Self, Refused> {
        let mut path = false;
        let parser = |input: ParseStream<'_>| {
            if input.peek(Lit) {
                path = true;
                if let Ok(literal) = input.fork().parse::<LitStr>() {
                    if is_method(&literal.value()) {
                        return Err(syn::Error::new_spanned(
                            input.parse::<TokenStream>()?,
                            format_args!(
                                "a method is written before the path, without quotes and with no comma between: `{} \"/…\"`",
                                literal.value().to_ascii_uppercase()
                            ),
                        ));
                    }
                }
                let literal = Self::path(input)?;
                return Ok(Self::Path {
                    method: None,
                    path: literal,
                });
            }
            if !input.peek(Ident::peek_any) {
                let rest: TokenStream = input.parse()?;
                return Err(syn::Error::new_spanned(
                    rest,
                    "expected the path, such as `\"/count/{to}\"`, or an option, such as `timeout = \"10m\"`",
                ));
            }
            let word = input.call(Ident::parse_any)?;
            let name = word.to_string();
            let is_option = option_names().contains(&name.as_str());
            if input.peek(Lit) && !is_option {
                path = true;
                let literal = Self::path(input)?;
                return Ok(Self::Path {
                    method: Some(word),
                    path: literal,
                });
            }
            if is_method(&name) {
                path = true;
                let rest: TokenStream = input.parse()?;
                return Err(syn::Error::new_spanned(
                    quote!(#word #rest),
                    format_args!(
                        "a method is written right before the path, with nothing between: `{name} \"/…\"`; with no method, both `GET` and `POST` start the job"
                    ),
                ));
            }
            if name == "path" || name == "method" || name == "methods" {
                path = true;
                return Err(syn::Error::new_spanned(
                    &word,
                    format_args!(
                        "the path comes first, after a method if there is one: write `\"/…\"` or `POST \"/…\"`, without `{name} =`"
                    ),
                ));
            }
            let assigned = input.parse::<Option<Token![=]>>()?.is_some();
            let value: TokenStream = input.parse()?;
            Ok(Self::Option(
                word,
                (assigned && !value.is_empty()).then_some(value),
            ))
        };
        parser
            .parse2(tokens)
            .map_err(|error| Refused { error, path })
    }

    fn path(input: ParseStream<'_>) -> syn::Result<LitStr> {
        let literal = match input.parse()? {
            Lit::Str(literal) if literal.suffix().is_empty() => literal,
            other => {
                return Err(syn::Error::new_spanned(
                    other,
                    "the path is a string, such as `\"/count/{to}\"`",
                ));
            }
        };
        if input.is_empty() {
            return Ok(literal);
        }
        let rest: TokenStream = input.parse()?;
        Err(syn::Error::new_spanned(
            rest,
            "expected a comma between the path and what follows it",
        ))
    }
}

/// Whether the text names a method of HTTP, in any case, and whether or not it can start a job.
fn is_method(text: &str) -> bool {
    const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
    METHODS.contains(&text.to_ascii_uppercase().as_str())
}

/// The tokens between the commas.
///
/// Each part is then parsed on its own, so that an error in one does not hide errors in the next.
fn split_at_commas(tokens: TokenStream, errors: &mut Errors) -> Vec<TokenStream> {
    let mut parts = Vec::new();
    let mut part = TokenStream::new();
    for tree in unwrapped(tokens) {
        match &tree {
            TokenTree::Punct(punct) if punct.as_char() == ',' => {
                if part.is_empty() {
                    errors.add(&tree, "there is nothing before this comma: remove it");
                } else {
                    parts.push(std::mem::take(&mut part));
                }
            }
            _ => part.extend([tree]),
        }
    }
    if !part.is_empty() {
        parts.push(part);
    }
    parts
}

/// The tokens without the invisible group that a `macro_rules!` macro puts around a fragment.
fn unwrapped(tokens: TokenStream) -> TokenStream {
    let mut trees = tokens.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::None => {
            group.stream()
        }
        _ => tokens,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::ToTokens as _;

    /// What was read, and how many errors were found.
    fn read(tokens: TokenStream) -> (String, usize) {
        let mut errors = Errors::default();
        let raw = RawAttribute::parse(tokens, &mut errors);
        let mut parts = Vec::new();
        parts.extend(raw.method.map(|word| word.to_string()));
        parts.extend(raw.path.map(|path| path.value()));
        parts.extend(raw.options.iter().map(|option| match &option.value {
            Some(value) => format!("{}={value}", option.key),
            None => option.key.to_string(),
        }));
        let errors = errors.to_token_stream().to_string();
        (parts.join(" "), errors.matches("compile_error").count())
    }

    #[test]
    fn parts_are_read_in_any_order_after_the_path() {
        let tokens = quote!(GET "/a", crate = b::c, on_disconnect = cancel_after("1s", 2),);
        let parts = "GET /a crate=b :: c on_disconnect=cancel_after (\"1s\" , 2)";
        assert_eq!(read(tokens), (parts.to_owned(), 0));
    }

    #[test]
    fn one_bad_part_hides_none_of_the_others() {
        let tokens = quote!("/a" "/b", , retry, -1, timeout = "1s");
        assert_eq!(read(tokens), ("retry timeout=\"1s\"".to_owned(), 3));
    }

    #[test]
    fn a_missing_path_is_one_error() {
        for tokens in [
            quote!(),
            quote!(7),
            quote!(POST),
            quote!(path = "/a"),
            quote!(POST, "/a"),
            quote!("POST", "/a"),
            quote!("post" "/a"),
            quote!("/a", "POST"),
            quote!(POST = "/a"),
            quote!(GET | POST "/a"),
            quote!(method = "POST", "/a"),
        ] {
            assert_eq!(read(tokens.clone()).1, 1, "{tokens}");
        }
    }

    #[test]
    fn an_invisible_group_is_looked_into() {
        let group = proc_macro2::Group::new(Delimiter::None, quote!("/a", retry = "1s"));
        assert_eq!(
            read(group.into_token_stream()),
            ("/a retry=\"1s\"".to_owned(), 0)
        );
    }
}
