-- Of how many different names something was tried, such as one wrong secret: a bitmap per thing, where each name sets one bit. Keys and
-- bits come from keyed digests. It lives for an hour after the last of them (with Redis it lives there). Unlogged: a crash may lose it,
-- and it never reaches a replica or an archive of the log.
-- The version before runs on with this table there.
create unlogged table distinct_count (
  key text primary key,
  seen bytea not null,
  expires_at timestamptz not null
);
create index distinct_count_expiry on distinct_count (expires_at);
grant select, insert, update, delete on distinct_count to leerid_platform, leerid_sign_in;
