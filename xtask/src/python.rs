//! The Python venv with moto, the simulated AWS that the contract tests also run against. Nothing else may be installed
//! in it, and it must never be in the clone.

use std::fs;
use std::path::PathBuf;

use crate::command;
use crate::places::Places;
use crate::system::{self, Need};
use crate::trouble::Trouble;

/// Both are pinned: the contract tests assert where moto deviates from AWS, and that moves between versions.
const REQUIREMENTS: [&str; 2] = ["moto[server]==5.2.5", "boto3==1.44.5"];

/// Makes the venv if it is not there as wanted, and gives back its directory. `bin/moto_server` and `bin/python` are in it.
///
/// # Errors
/// When Python is missing or pip cannot install.
pub fn moto(places: &Places) -> Result<PathBuf, Trouble> {
    let directory = places.tools.join("moto");
    let stamp = directory.join("requirements.txt");
    let wanted = REQUIREMENTS.join("\n");
    if directory.join("bin/moto_server").is_file() && fs::read_to_string(&stamp).is_ok_and(|text| text == wanted) {
        return Ok(directory);
    }
    system::require(&[Need::Python])?;
    if directory.exists() {
        fs::remove_dir_all(&directory).map_err(Trouble::file(&directory))?;
    }
    fs::create_dir_all(&places.tools).map_err(Trouble::file(&places.tools))?;
    eprintln!("  installing {} into a venv", REQUIREMENTS.join(", "));
    let mut venv = command::program("python3", &places.tools);
    command::quiet(venv.args(["-m", "venv"]).arg(&directory))?;
    let mut pip = command::program(directory.join("bin/python"), &places.tools);
    command::quiet(pip.args(["-m", "pip", "install", "--quiet"]).args(REQUIREMENTS))?;
    fs::write(&stamp, wanted).map_err(Trouble::file(&stamp))?;
    Ok(directory)
}
