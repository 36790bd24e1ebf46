//! The modules of a crate, and the arrows between them.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::Path;

use super::paths::{self, Found};

type Module = Vec<String>;

/// A crate, as far as its modules name each other and other crates.
#[derive(Default)]
pub(super) struct Crate {
    /// What each file says, with the name of the file for messages.
    files: Vec<(String, Found)>,
    modules: BTreeSet<Module>,
    /// What the `use` items of a module call a path.
    imports: BTreeMap<(Module, String), Module>,
}

/// One module names something that is defined in another.
pub(super) struct Arrow {
    pub(super) from: Module,
    /// The module in which it is defined; the root has no names.
    pub(super) to: Module,
    /// Where it is drawn.
    pub(super) place: String,
}

impl Crate {
    /// Reads the file at the root and, through their declarations, all modules below it.
    ///
    /// Modules that exist for tests alone are not declared outside of tests, so they are not read.
    pub(super) fn read(workspace: &Path, root: &str) -> Result<Self, Box<dyn Error>> {
        let (directory, _) = root.rsplit_once('/').ok_or("a file in a directory")?;
        Self::load(|module| {
            let stem = format!("{directory}/{}", module.join("/"));
            let names = match module {
                [] => vec![root.to_owned()],
                _ => vec![format!("{stem}.rs"), format!("{stem}/mod.rs")],
            };
            let mut names = names.into_iter();
            let found = names.find(|name| workspace.join(name).is_file());
            let name = found.ok_or_else(|| format!("no file holds {}", module.join("::")))?;
            let source = fs::read_to_string(workspace.join(&name))?;
            Ok((name, source))
        })
    }

    /// The same of texts, by the names of their modules.
    pub(super) fn parse(files: &[(&str, &str)]) -> Result<Self, Box<dyn Error>> {
        Self::load(|module| {
            let module = module.join("::");
            let found = files.iter().find(|(name, _)| *name == module);
            let (name, source) = found.ok_or("no such file")?;
            Ok(((*name).to_owned(), (*source).to_owned()))
        })
    }

    fn load(
        source_of: impl Fn(&[String]) -> Result<(String, String), Box<dyn Error>>,
    ) -> Result<Self, Box<dyn Error>> {
        let mut read = Self::default();
        let mut waiting = vec![Vec::new()];
        while let Some(module) = waiting.pop() {
            let (name, source) = source_of(&module)?;
            let tokens = source.parse().map_err(|error| format!("{name}: {error}"))?;
            let found = paths::in_module(tokens, &module);
            for (child, elsewhere) in &found.children {
                read.modules.insert(child.clone());
                if *elsewhere {
                    waiting.push(child.clone());
                }
            }
            read.files.push((name, found));
        }
        for (_, found) in &read.files {
            for (module, import) in &found.imports {
                let name = (module.clone(), import.name.clone());
                read.imports.insert(name, import.segments.clone());
            }
        }
        Ok(read)
    }

    /// How many modules there are.
    pub(super) fn modules(&self) -> usize {
        self.modules.len()
    }

    /// The arrows between modules, without those to other crates.
    pub(super) fn arrows(&self) -> impl Iterator<Item = Arrow> {
        self.files.iter().flat_map(move |(name, found)| {
            found.paths.iter().filter_map(move |(module, path)| {
                Some(Arrow {
                    from: module.clone(),
                    to: self.defining(&path.segments)?,
                    place: format!("{name}:{}", path.line),
                })
            })
        })
    }

    /// The names that may be those of crates, each with the module and the place of its use.
    pub(super) fn crates(&self) -> impl Iterator<Item = (&Module, String, &str)> {
        self.files.iter().flat_map(move |(name, found)| {
            found.roots.iter().filter_map(move |(module, line, root)| {
                let mut own = module.clone();
                own.push(root.clone());
                let is_own = self.modules.contains(&own);
                (!is_own).then(|| (module, format!("{name}:{line}"), root.as_str()))
            })
        })
    }

    /// The module in which the item of this path is defined; `None` if that is another crate.
    fn defining(&self, path: &[String]) -> Option<Module> {
        let mut at = Vec::new();
        for (index, name) in path.iter().enumerate() {
            let mut child = at.clone();
            child.push(name.clone());
            if self.modules.contains(&child) {
                at = child;
                continue;
            }
            let Some(import) = self.imports.get(&(at.clone(), name.clone())) else {
                return Some(at);
            };
            if *import == child {
                return None; // `use name;`
            }
            if import.starts_with(&at) && !self.is_own(&at, import.get(at.len())?) {
                return None;
            }
            let mut rest = import.clone();
            rest.extend_from_slice(&path[index + 1..]);
            return self.defining(&rest);
        }
        Some(at)
    }

    /// Whether a module knows this name, so that it is not that of a crate.
    fn is_own(&self, module: &[String], name: &str) -> bool {
        let mut child = module.to_owned();
        child.push(name.to_owned());
        self.modules.contains(&child)
            || self
                .imports
                .contains_key(&(module.to_owned(), name.to_owned()))
    }
}
