//! Data tables that become labelled rows in a narrow window. Never in here: fetching, sorting or counting.

use leptos::prelude::*;

/// How a column is sorted now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Not by this column.
    #[default]
    None,
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// The head of one column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// The words of the head; the cells repeat them as their `label`.
    pub label: String,
    /// Whether it holds numbers, set to the right.
    pub number: bool,
    /// How the rows are sorted by it now.
    pub sort: Sort,
    /// Where a press on the head leads; none if the column cannot be sorted.
    pub href: Option<String>,
}

impl Column {
    /// A column of words that cannot be sorted.
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), ..Self::default() }
    }

    /// A column of numbers that cannot be sorted.
    pub fn number(label: impl Into<String>) -> Self {
        Self { label: label.into(), number: true, ..Self::default() }
    }

    /// The same column with a link that sorts by it.
    #[must_use]
    pub fn sorted(mut self, sort: Sort, href: impl Into<String>) -> Self {
        self.sort = sort;
        self.href = Some(href.into());
        self
    }
}

/// A table with its caption, in a region that scrolls sideways by keyboard too. Children are `<tr>` rows.
#[component]
pub fn DataTable(
    /// The element's id, once per page.
    #[prop(into)]
    id: String,
    /// What the table holds.
    #[prop(into)]
    caption: String,
    /// The heads of the columns.
    columns: Vec<Column>,
    /// The rows, `<tr>` each.
    children: Children,
) -> impl IntoView {
    let caption_id = format!("{id}-caption");
    let heads = columns
        .into_iter()
        .map(|column| {
            let sort = match column.sort {
                Sort::None => None,
                Sort::Ascending => Some("ascending"),
                Sort::Descending => Some("descending"),
            };
            let words = match column.href {
                Some(href) => view! { <a href=href>{column.label}</a> }.into_any(),
                None => column.label.into_any(),
            };
            view! {
                <th scope="col" class=column.number.then_some("number") aria-sort=sort>
                    {words}
                </th>
            }
        })
        .collect_view();
    view! {
        <div class="table" role="region" tabindex="0" id=id aria-labelledby=caption_id>
            <table>
                <caption id=caption_id.clone()>{caption}</caption>
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}

/// The cell that names its row.
#[component]
pub fn RowHead(
    /// The words of the column's head.
    #[prop(into)]
    label: String,
    /// What the cell holds.
    children: Children,
) -> impl IntoView {
    view! {
        <th scope="row" data-label=label>
            <div>{children()}</div>
        </th>
    }
}

/// Any other cell.
#[component]
pub fn Cell(
    /// The words of the column's head.
    #[prop(into)]
    label: String,
    /// Whether it holds a number, set to the right.
    #[prop(optional)]
    number: bool,
    /// What the cell holds.
    children: Children,
) -> impl IntoView {
    view! {
        <td class=number.then_some("number") data-label=label>
            <div>{children()}</div>
        </td>
    }
}
