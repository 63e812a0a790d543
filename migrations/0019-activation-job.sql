-- First secrets are made by a job, and fetched on paper after it. None of them is kept: each is derived from a key of the run, which lies
-- here sealed under a key that is not in the database, and is erased once the cards are fetched, or 7 days later.
alter table activation_run
  -- nonce (12), key (32), tag (16)
  add column seed bytea check (octet_length(seed) = 60),
  add column has_seed boolean not null generated always as (seed is not null) stored,
  -- when a class was made for the last time: what is under way and doesn't move was cut off
  add column progress_at timestamptz;
alter table activation_part
  -- null: not made yet
  add column made_at timestamptz,
  -- who was given a secret
  add column pupil_ids uuid[],
  -- how many cards were on the file that left us; who has another secret by then is not on it
  add column printed integer;

-- A run of before that is still open made nothing that anybody has: it counts as stopped, and is chosen anew.
alter table activation_run drop constraint activation_run_status_check;
update activation_run set status = 'cancelled', lease_until = null where status in ('waiting', 'printing');
update activation_part set made_at = handed_out_at, printed = given where handed_out_at is not null;
update activation_part set given = 0, skipped = 0 where handed_out_at is null;
alter table activation_part drop column attempt;

-- A process of the version before, which is still up for a moment, names no status: its runs are born stopped.
alter table activation_run alter column status set default 'cancelled',
  add constraint activation_run_status_check check (status in ('making', 'ready', 'done', 'cancelled'));

-- As with the hashes of credentials: who acts for a school may put a key here and erase it, and can't read it.
revoke select on activation_run from leerid_school;
grant select (id, school_id, created_at, created_by, secret, again, document, locale, pupil_ids, status, attempt, lease_until,
  has_seed, progress_at) on activation_run to leerid_school;
