-- What stands behind a + before the @ is a note of its owner: most servers bring `an+1@school.be` and `an+2@school.be` into one mailbox. As
-- addresses they stay apart, since a server may do otherwise; the few invitations a day are counted for the mailbox.
-- The version before can run on this schema: it asks the same function.
create index staff_invitation_by_mailbox on staff_invitation (regexp_replace(email_key, '\+[^@]*@', '@'), created_at);
create or replace function invitations_lately(key text, since timestamptz) returns integer
  language sql stable security definer set search_path = public, pg_temp
  begin atomic
    select count(*)::int from staff_invitation i
      where regexp_replace(i.email_key, '\+[^@]*@', '@') = regexp_replace(key, '\+[^@]*@', '@') and i.created_at > since;
  end;
