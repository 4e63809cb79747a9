//! Made-up histories: acts in a drawn order, played into a record. The same acts give the same bytes, so a forger's record differs from
//! the true one only where the forger says so.
//! Never here: an attack.

use domain::audit::Chain;
use domain::audit::evidence::sink_file;
use domain::audit::evidence::testing::{Record, tenant};
use domain::ids::TenantId;

use crate::chance::Chance;

/// Something that happens to a record.
#[derive(Clone)]
pub enum Act {
    /// An event that says a word.
    Append(TenantId, Chain, String),
    /// A head, if the chain grew since the last one.
    Sign(TenantId, Chain),
    /// Another key takes over.
    Rotate,
    /// A person is erased from one event.
    Erase(TenantId, Chain, u64),
    /// The beginning is cut off at the first head that is left.
    Cut(TenantId, Chain),
}

/// A tenant of a history and its chain.
pub const CHAINS: [Chain; 2] = [Chain::Access, Chain::Changes];

/// Draws a history of some tenants with about so many acts.
pub fn drawn(chance: &mut Chance, tenants: u128, acts: usize) -> Vec<Act> {
    let mut history = Vec::with_capacity(acts + 2 * CHAINS.len());
    let place = |chance: &mut Chance| {
        let number = 1 + (chance.draw() as u128) % tenants;
        (tenant(number), if chance.below(3) == 0 { Chain::Access } else { Chain::Changes })
    };
    for number in 0..acts {
        let (tenant, chain) = place(chance);
        history.push(match chance.below(60) {
            0..6 => Act::Sign(tenant, chain),
            6 => Act::Rotate,
            7 => Act::Erase(tenant, chain, chance.draw()),
            8 if chance.below(4) == 0 => Act::Cut(tenant, chain),
            _ => Act::Append(tenant, chain, format!("w{number}x{}", chance.below(1000))),
        });
    }
    // Whatever is attacked lies below a head.
    for number in 1..=tenants {
        history.extend(CHAINS.map(|chain| Act::Sign(tenant(number), chain)));
    }
    history
}

/// Plays a history into a new record.
pub fn played(seed: u64, history: &[Act]) -> Record {
    let mut record = Record::new(seed);
    for act in history {
        play(&mut record, act);
    }
    record
}

fn play(record: &mut Record, act: &Act) {
    match act {
        Act::Append(tenant, chain, word) => record.append(*tenant, *chain, word),
        Act::Sign(tenant, chain) => {
            let kept = record.kept(*tenant, *chain);
            let signed = kept.heads.last().or(kept.cut.as_ref()).map_or(0, |head| head.head.size);
            if kept.leaves.len() as u64 > signed {
                record.sign(*tenant, *chain);
            }
        }
        Act::Rotate => record.rotate(),
        Act::Erase(tenant, chain, drawn) => {
            let kept = record.kept(*tenant, *chain);
            let first = kept.leaves.len() - kept.events.len();
            let with_values: Vec<usize> = (0..kept.events.len()).filter(|at| !kept.events[*at].personal.is_empty()).collect();
            if let Some(at) = with_values.get(usize::try_from(*drawn).unwrap_or(0) % with_values.len().max(1)) {
                record.erase(*tenant, *chain, (first + at + 1) as u64);
            }
        }
        Act::Cut(tenant, chain) => {
            // The events that say what was erased must not go before what they explain, hence only chains without them.
            let kept = record.kept(*tenant, *chain);
            let has_erasures = kept.events.iter().any(|event| event.bytes.windows(12).any(|part| part == b"audit.erased"));
            if kept.heads.len() > 1 && !has_erasures {
                record.cut(*tenant, *chain, 0);
            }
        }
    }
}

/// The sink file of the newest head of a chain: what an auditor has kept.
pub fn newest_sink_file(record: &Record, place: (TenantId, Chain)) -> Option<Vec<u8>> {
    let kept = record.chains.get(&(place.0, place.1.as_str()))?;
    let head = kept.heads.last().or(kept.cut.as_ref())?;
    let signer = record.keys.iter().position(|key| key.public.fingerprint() == head.head.key)?;
    Some(sink_file(&record.keys[..=signer], head, None))
}
