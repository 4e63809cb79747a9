//! Reads one line of JSON and accepts it only in its canonical form (see `canonical`), in one pass and without copying.
//! Never here: what the members mean.

use std::borrow::Cow;

/// The deepest nesting of arrays and objects that a line may have.
pub const DEEPEST: usize = 64;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Integer,
    Text,
    Array,
    Object,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    kind: Kind,
    start: u32,
    end: u32,
    /// The node after this one and all that it contains.
    next: u32,
}

/// The values of one line in the order in which they begin. Kept between lines, so that reading allocates nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Tape {
    nodes: Vec<Node>,
}

/// Where the bytes stop being canonical, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stopped(pub usize);

impl Tape {
    /// Reads a whole line, without its line feed.
    pub(super) fn read<'a>(&'a mut self, bytes: &'a [u8]) -> Result<Item<'a>, Stopped> {
        self.nodes.clear();
        if let Err(error) = std::str::from_utf8(bytes) {
            return Err(Stopped(error.valid_up_to()));
        }
        if u32::try_from(bytes.len()).is_err() {
            return Err(Stopped(u32::MAX as usize));
        }
        let mut reader = Reader { bytes, at: 0, nodes: &mut self.nodes };
        match reader.value(DEEPEST) {
            Some(()) if reader.at == bytes.len() => Ok(Item { nodes: &self.nodes, bytes, at: 0 }),
            _ => Err(Stopped(reader.at)),
        }
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    nodes: &'a mut Vec<Node>,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn value(&mut self, depth: usize) -> Option<()> {
        let (slot, start) = (self.nodes.len(), self.at);
        self.nodes.push(Node { kind: Kind::Word, start: start as u32, end: 0, next: 0 });
        let kind = match self.peek()? {
            b'"' => self.text().map(|()| Kind::Text)?,
            b'{' => self.object(depth.checked_sub(1)?).map(|()| Kind::Object)?,
            b'[' => self.array(depth.checked_sub(1)?).map(|()| Kind::Array)?,
            b'n' => self.word(b"null")?,
            b't' => self.word(b"true")?,
            b'f' => self.word(b"false")?,
            _ => self.integer().map(|()| Kind::Integer)?,
        };
        self.nodes[slot] = Node { kind, start: start as u32, end: self.at as u32, next: self.nodes.len() as u32 };
        Some(())
    }

    fn word(&mut self, word: &[u8]) -> Option<Kind> {
        self.bytes[self.at..].starts_with(word).then(|| self.at += word.len())?;
        Some(Kind::Word)
    }

    /// An integer of 64 bits, signed or not, without superfluous zeros and without −0.
    fn integer(&mut self) -> Option<()> {
        let start = self.at;
        let is_negative = self.take(b'-').is_some();
        let digits = self.bytes[self.at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let leads_with_zero = self.peek()? == b'0' && (digits > 1 || is_negative);
        if digits == 0 || digits > 20 || leads_with_zero {
            return None;
        }
        let text = std::str::from_utf8(&self.bytes[start..self.at + digits]).ok()?;
        let fits = if is_negative { text.parse::<i64>().is_ok() } else { text.parse::<u64>().is_ok() };
        fits.then(|| self.at += digits)
    }

    fn text(&mut self) -> Option<()> {
        self.take(b'"')?;
        loop {
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(());
                }
                b'\\' => self.escape()?,
                byte if byte < b' ' => return None,
                _ => self.at += 1,
            }
        }
    }

    /// The shortest escape of a character that must have one.
    fn escape(&mut self) -> Option<()> {
        let rest = &self.bytes[self.at + 1..];
        let length = match rest.first()? {
            b'"' | b'\\' | b'b' | b't' | b'n' | b'f' | b'r' => 2,
            b'u' => {
                let [b'0', b'0', high @ (b'0' | b'1'), low] = *rest.get(1..5)? else { return None };
                let has_shorter = high == b'0' && matches!(low, b'8' | b'9' | b'a' | b'c' | b'd');
                (matches!(low, b'0'..=b'9' | b'a'..=b'f') && !has_shorter).then_some(6)?
            }
            _ => return None,
        };
        self.at += length;
        Some(())
    }

    fn array(&mut self, depth: usize) -> Option<()> {
        self.take(b'[')?;
        if self.take(b']').is_some() {
            return Some(());
        }
        loop {
            self.value(depth)?;
            if self.take(b']').is_some() {
                return Some(());
            }
            self.take(b',')?;
        }
    }

    fn object(&mut self, depth: usize) -> Option<()> {
        self.take(b'{')?;
        if self.take(b'}').is_some() {
            return Some(());
        }
        let mut before: Option<&[u8]> = None;
        loop {
            let start = self.at;
            self.text()?;
            let name = &self.bytes[start + 1..self.at - 1];
            if before.is_some_and(|before| !comes_before(before, name)) {
                self.at = start;
                return None;
            }
            before = Some(name);
            let next = self.nodes.len() as u32 + 1;
            self.nodes.push(Node { kind: Kind::Text, start: start as u32, end: self.at as u32, next });
            self.take(b':')?;
            self.value(depth)?;
            if self.take(b'}').is_some() {
                return Some(());
            }
            self.take(b',')?;
        }
    }
}

/// Whether a name comes before another by UTF-16 code units. Both without quotes, as they are written.
fn comes_before(a: &[u8], b: &[u8]) -> bool {
    let is_plain = |name: &[u8]| name.iter().all(|byte| byte.is_ascii() && *byte != b'\\');
    if is_plain(a) && is_plain(b) {
        return a < b;
    }
    decoded(a).encode_utf16().lt(decoded(b).encode_utf16())
}

/// The text that was written, of escapes that were checked.
fn decoded(written: &[u8]) -> Cow<'_, str> {
    if !written.contains(&b'\\') {
        return String::from_utf8_lossy(written);
    }
    let mut bytes = Vec::with_capacity(written.len());
    let mut rest = written;
    while let [byte, after @ ..] = rest {
        rest = after;
        if *byte != b'\\' {
            bytes.push(*byte);
            continue;
        }
        let [escape, after @ ..] = rest else { break };
        rest = after;
        bytes.push(match escape {
            b'b' => 8,
            b't' => b'\t',
            b'n' => b'\n',
            b'f' => 12,
            b'r' => b'\r',
            b'u' => {
                let (digits, after) = rest.split_at(rest.len().min(4));
                rest = after;
                std::str::from_utf8(digits).ok().and_then(|digits| u8::from_str_radix(digits, 16).ok()).unwrap_or_default()
            }
            other => *other,
        });
    }
    String::from_utf8_lossy(&bytes).into_owned().into()
}

/// One value of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item<'a> {
    nodes: &'a [Node],
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Item<'a> {
    fn node(self) -> Node {
        self.nodes[self.at]
    }

    /// The canonical bytes of the value.
    pub(super) fn bytes(self) -> &'a [u8] {
        let node = self.node();
        &self.bytes[node.start as usize..node.end as usize]
    }

    /// A text as it is written, without quotes; the same as the text if that needs no escape.
    pub(super) fn written(self) -> Option<&'a [u8]> {
        let node = self.node();
        (node.kind == Kind::Text).then(|| &self.bytes[node.start as usize + 1..node.end as usize - 1])
    }

    /// A text.
    pub(super) fn text(self) -> Option<Cow<'a, str>> {
        self.written().map(decoded)
    }

    /// An integer from 0 up.
    pub(super) fn count(self) -> Option<u64> {
        (self.node().kind == Kind::Integer).then(|| std::str::from_utf8(self.bytes()).ok()?.parse().ok())?
    }

    /// The values of an array.
    pub(super) fn array(self) -> Option<impl Iterator<Item = Item<'a>>> {
        (self.node().kind == Kind::Array).then(|| self.inside())
    }

    /// The members of an object: names as they are written, values.
    pub(super) fn members(self) -> Option<impl Iterator<Item = (&'a [u8], Item<'a>)>> {
        let mut inside = self.inside();
        let pairs = std::iter::from_fn(move || Some((inside.next()?.written()?, inside.next()?)));
        (self.node().kind == Kind::Object).then_some(pairs)
    }

    /// The members of an object: names, values.
    pub(super) fn named_members(self) -> Option<impl Iterator<Item = (Cow<'a, str>, Item<'a>)>> {
        Some(self.members()?.map(|(name, value)| (decoded(name), value)))
    }

    /// The member of an object with a plain name.
    pub(super) fn get(self, name: &str) -> Option<Item<'a>> {
        self.members()?.find(|(found, _)| *found == name.as_bytes()).map(|(_, value)| value)
    }

    /// The members with these names, if it is an object without others.
    pub(super) fn exactly<const N: usize>(self, names: [&str; N]) -> Option<[Option<Item<'a>>; N]> {
        let mut values = [None; N];
        for (name, value) in self.members()? {
            let place = names.iter().position(|known| known.as_bytes() == name)?;
            values[place] = Some(value);
        }
        Some(values)
    }

    fn inside(self) -> impl Iterator<Item = Item<'a>> {
        let (mut at, end) = (self.at + 1, self.node().next as usize);
        std::iter::from_fn(move || {
            let item = (at < end).then_some(Item { at, ..self })?;
            at = item.node().next as usize;
            Some(item)
        })
    }
}
