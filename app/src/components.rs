//! The parts that pages are made of: plain HTML on the server, an island only where the browser must act.
//! Never in here: domain words, server functions, database access, inline styles.

mod assets;
mod button;
mod chip;
mod code;
mod copy;
mod diff;
mod document_title;
mod errors;
mod field;
mod frame;
mod head;
mod icon;
mod key_value;
mod live;
mod notice;
mod pager;
mod plain;
mod rail;
mod state;
mod table;
mod text;
mod theme;
mod time;

#[cfg(all(test, feature = "ssr"))]
mod tests;

pub use assets::PageAssets;
pub use button::{Button, ButtonKind, ButtonLink};
pub use chip::{Chip, Status};
pub use code::Code;
pub use copy::CopyId;
pub use diff::{Diff, DiffLine};
pub use errors::{ErrorSummary, FieldError};
pub use field::{Checkbox, Choice, Radios, Select, TextArea, TextField, field_id};
pub use frame::{Page, Place};
pub use head::PageHead;
pub use icon::{Glyph, Icon};
pub use key_value::{KeyRow, KeyValue};
pub use live::LiveReload;
pub use notice::{Notice, NoticeKind};
pub use pager::Pager;
pub use plain::PlainPage;
pub use rail::{Rail, RailStep};
pub use state::{EmptyState, ErrorState};
pub use table::{Cell, Column, DataTable, RowHead, Sort};
pub use text::OptionalText;
pub use theme::{Theme, ThemeSwitch};
pub use time::{Day, Time, TimeText, utc_text};
