//! A member's sign-ins: seen and ended by the member, ended by an administrator. What is ended opens nothing from the next request on.
//! Never here: beginning one (`entrance`), the browser's session.

mod end;
mod list;
mod sign_member_out;

pub use end::end;
pub use list::list;
pub use sign_member_out::sign_member_out;
