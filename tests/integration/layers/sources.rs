//! The files of a crate, found as the compiler finds them.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};

use super::paths::{self, CratePath};

/// One source file, with what it says about other modules.
pub(super) struct File {
    /// Where it is, for messages.
    pub(super) name: String,
    /// The module that it holds; empty for lib.rs.
    pub(super) module: Vec<String>,
    /// Every path that it writes from the crate's root or from a parent.
    pub(super) paths: Vec<CratePath>,
    /// The modules that it declares and leaves to other files.
    children: Vec<Vec<String>>,
    tokens: Vec<TokenTree>,
}

impl File {
    pub(super) fn parse(
        name: &str,
        module: &[String],
        source: &str,
    ) -> Result<Self, Box<dyn Error>> {
        let tokens: TokenStream = source.parse().map_err(|error| format!("{name}: {error}"))?;
        let found = paths::in_module(tokens.clone(), module);
        Ok(Self {
            name: name.to_owned(),
            module: module.to_owned(),
            paths: found.paths,
            children: found.children,
            tokens: tokens.into_iter().collect(),
        })
    }
}

/// Reads lib.rs and, through their declarations, all modules below it. lib.rs comes first.
///
/// Modules that exist for tests alone are not declared outside of tests, so they are not read.
pub(super) fn read_crate(src: &Path) -> Result<Vec<File>, Box<dyn Error>> {
    let mut waiting = vec![Vec::new()];
    let mut files = Vec::new();
    while let Some(module) = waiting.pop() {
        let stem = module.join("/");
        let candidates = match stem.as_str() {
            "" => vec!["lib.rs".to_owned()],
            stem => vec![format!("{stem}.rs"), format!("{stem}/mod.rs")],
        };
        let name = candidates
            .into_iter()
            .find(|name| src.join(name).is_file())
            .ok_or_else(|| format!("no file holds the module {}", module.join("::")))?;
        let source = fs::read_to_string(src.join(&name))?;
        let file = File::parse(&format!("sse-progress/src/{name}"), &module, &source)?;
        waiting.extend(file.children.iter().cloned());
        files.push(file);
    }
    Ok(files)
}

/// What the names at the root of the crate stand for.
pub(super) struct Names {
    modules: BTreeSet<String>,
    /// From a name that lib.rs re-exports to the module or crate that it comes from.
    exports: BTreeMap<String, String>,
}

impl Names {
    pub(super) fn of_root(root: &File) -> Self {
        let exports = paths::imports(&root.tokens)
            .into_iter()
            .filter_map(|path| Some((path.name, path.segments.into_iter().next()?)))
            .collect();
        let modules = paths::declared(&root.tokens);
        Self { modules, exports }
    }

    /// The module, or other crate, behind `crate::name`.
    pub(super) fn module_of<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        if self.modules.contains(name) {
            return Some(name);
        }
        self.exports.get(name).map(String::as_str)
    }

    /// Whether a name that [`Names::module_of`] gave is another crate's.
    pub(super) fn is_foreign(&self, target: &str) -> bool {
        !self.modules.contains(target)
    }
}
