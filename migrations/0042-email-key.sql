-- People of staff are found by one key per address, which our code makes: src/staff/email.ts. The database's lower() made an i of the
-- Turkish İ, and an invitation opened the account of somebody with another mailbox.
-- The version before can't run on this schema: it adds people by an index that is gone. Its statements fail, and nothing is written.
alter table staff add column email_key text;
alter table staff_invitation add column email_key text;

-- ASCII only, since that is all that SQL can do as our code does. An address with other letters stays without a key: nobody is found by it
-- and no password opens it, until the operator invites the person to an address that mail servers know. A passkey goes on working.
update staff set email_key = translate(email, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
  where email ~ '^[!-~]+$';
update staff_invitation set email_key = translate(email, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
  where email ~ '^[!-~]+$';
update staff_invitation set revoked_at = now() where email_key is null and used_at is null and revoked_at is null;

drop index staff_by_email;
drop index staff_invitation_by_email;
-- no capital, no blank, nothing beyond ASCII: what our code makes and nothing that only looks like it
alter table staff add constraint staff_email_key check (email_key ~ '^[!-@\[-~]+$');
alter table staff_invitation add constraint staff_invitation_email_key check (email_key ~ '^[!-@\[-~]+$');
-- what is written from now on has a key, and is ASCII as a whole
alter table staff add constraint staff_has_key check (email_key is not null and email ~ '^[!-~]+$') not valid;
alter table staff_invitation add constraint staff_invitation_has_key check (email_key is not null and email ~ '^[!-~]+$') not valid;
create unique index staff_by_email_key on staff (email_key);
create index staff_invitation_by_email_key on staff_invitation (email_key, created_at);
grant select (email_key) on staff_invitation to leerid_school;

-- How many invitations went to an address lately, by whichever school: one school must not see those of another, but a stranger's mailbox
-- is one. Runs with its owner's rights for that one number.
create function invitations_lately(key text, since timestamptz) returns integer
  language sql stable security definer set search_path = public, pg_temp
  begin atomic
    select count(*)::int from staff_invitation i where i.email_key = key and i.created_at > since;
  end;
revoke all on function invitations_lately(text, timestamptz) from public;
grant execute on function invitations_lately(text, timestamptz) to leerid_school, leerid_platform;
