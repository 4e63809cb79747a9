//! `charter workspace create`.
//! Never here: the rules of a workspace.

use control::entrance::{WorkspaceForm, create_workspace};

use super::{CommandError, start};
use crate::config::CreateWorkspace;

/// Makes the workspace and says how to enter it.
pub async fn create(create: CreateWorkspace) -> Result<(), CommandError> {
    let store = start::own_store(&create.database).await?;
    let form = WorkspaceForm {
        slug: create.slug.clone(),
        name: create.name,
        issuer: create.issuer,
        client_id: create.client,
        admin_email: create.admin,
    };
    create_workspace(&start::means_without_aws(store), form).await?;
    println!("The workspace is at /t/{}. Register the address of /sign-in/callback at the identity provider.", create.slug);
    Ok(())
}
