//! The front end's files as they are served: `pkg/<hash>/…`, each with a brotli sibling, and a manifest that names the
//! directory. How they are compiled must never be decided here.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use brotli::enc::BrotliEncoderParams;
use sha2::{Digest, Sha256};

use crate::build::Profile;
use crate::places::{Places, on_path};
use crate::trouble::Trouble;
use crate::{styles, wasm};

/// Files by their path below the package directory. The order is part of the hash.
type Files = BTreeMap<String, Vec<u8>>;

/// Raised when this pipeline writes other bytes for the same inputs, so that nobody keeps the old ones.
const PIPELINE: &str = "1";

/// Makes the assets from the compiled module and `style/`, unless they are already those of the same inputs, and gives
/// back the manifest's `pkg/<hash>`. The hash is in the directory, not in the names: relative imports then hold.
///
/// # Errors
/// When a style sheet is missing, the module cannot be bound, or a file cannot be written.
pub fn make(places: &Places, module: &Path, profile: Profile) -> Result<String, Trouble> {
    let mut files = Files::new();
    files.insert(format!("{}.css", wasm::NAME), styles::bundle(&places.root.join("style/main.css"))?.into_bytes());
    collect(&places.root.join("style/assets"), "", &mut files)?;
    let inputs = inputs(&files, &fs::read(module).map_err(Trouble::file(module))?, profile);

    let current = |old: &Manifest| old.inputs == inputs && places.assets.join(&old.pkg).is_dir();
    if let Some(old) = Manifest::read(&places.assets).filter(current) {
        report(&places.assets.join(&old.pkg))?;
        return Ok(old.pkg);
    }
    let bound = places.tools.join("bound");
    renew(&bound)?;
    wasm::bind(module, &bound, profile)?;
    collect(&bound, "", &mut files)?;
    let pkg = format!("pkg/{}", &digest(&files)[..16]);
    write(&places.assets, &pkg, &files)?;
    let old = Manifest::read(&places.assets).map(|old| old.pkg);
    Manifest { pkg: pkg.clone(), inputs }.write(&places.assets)?;
    // A server of the development profile that still runs reads its own package from here: one generation stays.
    forget(&places.assets, &[Some(pkg.clone()), old])?;
    report(&places.assets.join(&pkg))?;
    Ok(pkg)
}

/// `manifest.json`: which package is the current one, and what it was made from.
struct Manifest {
    pkg: String,
    inputs: String,
}

impl Manifest {
    fn read(assets: &Path) -> Option<Self> {
        let value: serde_json::Value = serde_json::from_slice(&fs::read(assets.join("manifest.json")).ok()?).ok()?;
        let member = |name: &str| value.get(name)?.as_str().map(str::to_owned);
        Some(Self { pkg: member("pkg")?, inputs: member("inputs")? })
    }

    fn write(&self, assets: &Path) -> Result<(), Trouble> {
        let text = serde_json::json!({ "pkg": self.pkg, "inputs": self.inputs }).to_string();
        // Written beside and renamed: a running server never reads half of it.
        let (new, file) = (assets.join("manifest.json.new"), assets.join("manifest.json"));
        fs::write(&new, text).map_err(Trouble::file(&new))?;
        fs::rename(&new, &file).map_err(Trouble::file(file))
    }
}

/// Reads every file below a directory. One that is not there holds no files.
fn collect(directory: &Path, prefix: &str, files: &mut Files) -> Result<(), Trouble> {
    if !directory.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(directory).map_err(Trouble::file(directory))? {
        let entry = entry.map_err(Trouble::file(directory))?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let path = entry.path();
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files)?;
        } else {
            files.insert(name, fs::read(&path).map_err(Trouble::file(&path))?);
        }
    }
    Ok(())
}

fn inputs(files: &Files, module: &[u8], profile: Profile) -> String {
    let optimised = profile == Profile::Release && on_path("wasm-opt").is_some();
    let mut hash = Sha256::new();
    hash.update(format!("{PIPELINE} {optimised} {}", digest(files)));
    hash.update(module);
    hex::encode(hash.finalize())
}

/// SHA-256 over all names and contents, each with its length, so that no two sets of files run together.
fn digest(files: &Files) -> String {
    let mut hash = Sha256::new();
    for (name, bytes) in files {
        hash.update(format!("{}:{name}{}:", name.len(), bytes.len()));
        hash.update(bytes);
    }
    hex::encode(hash.finalize())
}

fn write(assets: &Path, pkg: &str, files: &Files) -> Result<(), Trouble> {
    let (target, fresh) = (assets.join(pkg), assets.join("fresh"));
    renew(&fresh)?;
    for (name, bytes) in files {
        let file = fresh.join(name);
        if let Some(directory) = file.parent() {
            fs::create_dir_all(directory).map_err(Trouble::file(directory))?;
        }
        fs::write(&file, bytes).map_err(Trouble::file(&file))?;
        // WOFF2 is brotli already.
        if !name.ends_with(".woff2") {
            let file = fresh.join(format!("{name}.br"));
            fs::write(&file, compress(bytes)?).map_err(Trouble::file(&file))?;
        }
    }
    if target.exists() {
        fs::remove_dir_all(&target).map_err(Trouble::file(&target))?;
    }
    if let Some(directory) = target.parent() {
        fs::create_dir_all(directory).map_err(Trouble::file(directory))?;
    }
    fs::rename(&fresh, &target).map_err(Trouble::file(target))
}

fn compress(bytes: &[u8]) -> Result<Vec<u8>, Trouble> {
    let settings = BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: bytes.len(), ..BrotliEncoderParams::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut out, &settings).map_err(Trouble::file("brotli"))?;
    Ok(out)
}

fn renew(directory: &Path) -> Result<(), Trouble> {
    if directory.exists() {
        fs::remove_dir_all(directory).map_err(Trouble::file(directory))?;
    }
    fs::create_dir_all(directory).map_err(Trouble::file(directory))
}

/// Removes every package but those named.
fn forget(assets: &Path, kept: &[Option<String>]) -> Result<(), Trouble> {
    let packages = assets.join("pkg");
    for entry in fs::read_dir(&packages).map_err(Trouble::file(&packages))? {
        let path = entry.map_err(Trouble::file(&packages))?.path();
        if !kept.iter().flatten().any(|pkg| assets.join(pkg) == path) {
            fs::remove_dir_all(&path).map_err(Trouble::file(path))?;
        }
    }
    Ok(())
}

/// Prints what a first visit loads, as sent: script, module and style, brotli. Fonts come later and are not in the sum.
fn report(package: &Path) -> Result<(), Trouble> {
    let mut sum = 0;
    let mut line = String::new();
    for name in [format!("{}.js", wasm::NAME), format!("{}_bg.wasm", wasm::NAME), format!("{}.css", wasm::NAME)] {
        let file: PathBuf = package.join(format!("{name}.br"));
        let size = fs::metadata(&file).map_err(Trouble::file(&file))?.len();
        sum += size;
        line.push_str(&format!("{name} {} + ", kilobytes(size)));
    }
    eprintln!("  first visit, brotli: {} = {}", line.trim_end_matches(" + "), kilobytes(sum));
    Ok(())
}

/// Thousands of bytes, one digit after the point.
fn kilobytes(bytes: u64) -> String {
    format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &[(&str, &str)]) -> Files {
        list.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
    }

    #[test]
    fn the_hash_follows_names_contents_and_where_one_ends() {
        let base = digest(&files(&[("a", "bc"), ("d", "")]));
        assert_eq!(base.len(), 64);
        assert_eq!(base, digest(&files(&[("d", ""), ("a", "bc")])));
        for other in [&[("a", "b"), ("cd", "")][..], &[("ab", "c"), ("d", "")], &[("a", "bc"), ("e", "")], &[("a", "bc")]] {
            assert_ne!(base, digest(&files(other)), "{other:?}");
        }
    }

    #[test]
    fn what_is_compressed_comes_back_the_same() {
        let text = "Charter ".repeat(1000);
        let small = compress(text.as_bytes()).unwrap();
        assert!(small.len() < 100);
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut &*small, &mut back).unwrap();
        assert_eq!(back, text.as_bytes());
    }

    #[test]
    fn a_package_is_written_whole_and_old_ones_go() {
        let at = std::env::temp_dir().join(format!("charter-assets-{}", std::process::id()));
        let set = files(&[("charter.css", "a{}"), ("fonts/x.woff2", "w")]);
        write(&at, "pkg/old", &set).unwrap();
        write(&at, "pkg/new", &set).unwrap();
        forget(&at, &[Some("pkg/new".to_owned()), None]).unwrap();
        assert!(at.join("pkg/new/charter.css.br").is_file() && at.join("pkg/new/fonts/x.woff2").is_file());
        assert!(!at.join("pkg/new/fonts/x.woff2.br").exists() && !at.join("pkg/old").exists());
        Manifest { pkg: "pkg/new".to_owned(), inputs: "i".to_owned() }.write(&at).unwrap();
        assert_eq!(Manifest::read(&at).unwrap().pkg, "pkg/new");
        fs::remove_dir_all(at).unwrap();
    }
}
