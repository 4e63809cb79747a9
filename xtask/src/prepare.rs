//! The query cache `server/store/.sqlx`: refreshed from the migrations, and compared with them. Queries must never be
//! written here.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::cluster::Cluster;
use crate::command;
use crate::places::Places;
use crate::trouble::Trouble;

/// Cached queries by file name.
type Cache = BTreeMap<String, String>;

/// Rewrites the cache. The old one stays if a query does not fit the migrations.
///
/// # Errors
/// When Postgres cannot be started, a migration fails, or `store` does not compile against the migrated database.
pub fn refresh(places: &Places) -> Result<(), Trouble> {
    let (fresh, kept) = (fresh(places)?, read(&kept(places))?);
    if fresh == kept {
        eprintln!("  {} queries, all as they were", fresh.len());
        return Ok(());
    }
    let directory = self::kept(places);
    fs::create_dir_all(&directory).map_err(Trouble::file(&directory))?;
    for name in kept.keys().filter(|name| !fresh.contains_key(*name)) {
        let file = directory.join(name);
        fs::remove_file(&file).map_err(Trouble::file(file))?;
    }
    for (name, text) in fresh.iter().filter(|(name, text)| kept.get(*name) != Some(text)) {
        let file = directory.join(name);
        fs::write(&file, text).map_err(Trouble::file(file))?;
    }
    // Cargo does not watch the cache: whatever was compiled from the old one must be compiled again.
    let source = source(places);
    let now = modified(&places.tools.join("sqlx"))?;
    set_modified(&source, now)?;
    eprintln!("  {} queries, {} before", fresh.len(), kept.len());
    Ok(())
}

/// What is wrong with the cache, one line per query; empty if it is what the migrations say.
///
/// # Errors
/// As [`refresh`].
pub fn stale(places: &Places) -> Result<Vec<String>, Trouble> {
    Ok(differences(&fresh(places)?, &read(&kept(places))?))
}

fn differences(fresh: &Cache, kept: &Cache) -> Vec<String> {
    let mut found = Vec::new();
    for (name, text) in fresh {
        match kept.get(name) {
            None => found.push(format!("{name} is missing")),
            Some(other) if other != text => found.push(format!("{name} has other types than the migrations")),
            Some(_) => {}
        }
    }
    found.extend(kept.keys().filter(|name| !fresh.contains_key(*name)).map(|name| format!("{name} is used by no query")));
    found
}

/// Lets sqlx's macros describe every query of `store`, tests included, against a migrated throw-away database. With
/// DATABASE_URL set and SQLX_OFFLINE false they write what they learnt into SQLX_OFFLINE_DIR.
fn fresh(places: &Places) -> Result<Cache, Trouble> {
    let cluster = Cluster::start(places)?;
    cluster.migrate(places)?;
    let directory = places.tools.join("sqlx");
    if directory.exists() {
        fs::remove_dir_all(&directory).map_err(Trouble::file(&directory))?;
    }
    fs::create_dir_all(&directory).map_err(Trouble::file(&directory))?;
    // The macros only run when rustc does. Afterwards the source gets its old time back, so that the artefacts of other
    // builds, which this check leaves alone, still count as new.
    let source = source(places);
    let before = modified(&source)?;
    let touched = modified(&directory)?;
    set_modified(&source, touched)?;
    let mut cargo = command::cargo(&places.root);
    cargo.args(["check", "-p", "store", "--all-targets"]);
    cargo.env("DATABASE_URL", cluster.url()).env("SQLX_OFFLINE", "false").env("SQLX_OFFLINE_DIR", &directory);
    let checked = command::run(&mut cargo);
    // Unless someone saved it meanwhile: that change must be seen.
    if modified(&source)? == touched {
        set_modified(&source, before)?;
    }
    checked?;
    read(&directory)
}

fn read(directory: &Path) -> Result<Cache, Trouble> {
    let mut cache = Cache::new();
    if !directory.is_dir() {
        return Ok(cache);
    }
    for entry in fs::read_dir(directory).map_err(Trouble::file(directory))? {
        let path = entry.map_err(Trouble::file(directory))?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.starts_with("query-") && name.ends_with(".json") {
            cache.insert(name, fs::read_to_string(&path).map_err(Trouble::file(path))?);
        }
    }
    Ok(cache)
}

fn kept(places: &Places) -> PathBuf {
    places.root.join("server/store/.sqlx")
}

fn source(places: &Places) -> PathBuf {
    places.root.join("server/store/src/lib.rs")
}

fn modified(path: &Path) -> Result<std::time::SystemTime, Trouble> {
    path.metadata().and_then(|data| data.modified()).map_err(Trouble::file(path))
}

fn set_modified(path: &Path, time: std::time::SystemTime) -> Result<(), Trouble> {
    let file = fs::File::options().append(true).open(path).map_err(Trouble::file(path))?;
    file.set_modified(time).map_err(Trouble::file(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(list: &[(&str, &str)]) -> Cache {
        list.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn missing_changed_and_unused_queries_are_all_named() {
        let fresh = cache(&[("a", "1"), ("b", "1"), ("c", "1")]);
        let kept = cache(&[("b", "2"), ("c", "1"), ("d", "1")]);
        let expected = ["a is missing", "b has other types than the migrations", "d is used by no query"];
        assert_eq!(differences(&fresh, &kept), expected);
        assert!(differences(&kept, &kept).is_empty());
    }
}
