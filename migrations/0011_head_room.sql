-- Room on the pages of the heads. Each change moves the end of its chain: with free space beside it the row's new version stays
-- on its page (a heap-only tuple), and the page is pruned rarely instead of at almost every change.
alter table audit_head set (fillfactor = 10);
