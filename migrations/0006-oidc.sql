-- Private keys that sign ID tokens, sealed by AES-256-GCM under a key that is not in the database.
create table signing_key (
  kid text primary key,
  alg text not null check (alg in ('RS256', 'ES256')),
  sealed bytea not null,
  created_at timestamptz not null,
  -- published from created_at on, signs from active_from on, gone after retire_at
  active_from timestamptz not null,
  retire_at timestamptz
);
create function keys_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('keys', '');
  return null;
end $$;
create trigger keys_changed after insert or update or delete on signing_key for each statement execute function keys_changed();

-- State of the OpenID provider where no Redis is configured. Ids are digests: a dump of this table is no set of bearer tokens.
-- Unlogged: what a crash loses here costs a new sign-in and nothing else.
create unlogged table oidc_artifact (
  model text not null,
  id_digest bytea not null check (octet_length(id_digest) = 32),
  payload json not null, -- never looked into: json keeps the text as it came, NUL and lone surrogates included, which jsonb refuses
  grant_id text,
  uid text,
  account_id text,
  consumed_at timestamptz,
  expires_at timestamptz not null,
  primary key (model, id_digest)
);
create index oidc_artifact_of_grant on oidc_artifact (grant_id) where grant_id is not null;
create index oidc_artifact_by_uid on oidc_artifact (uid) where uid is not null;
create index oidc_artifact_of_account on oidc_artifact (account_id) where model = 'Session';
create index oidc_artifact_expiry on oidc_artifact (expires_at);

grant select, insert, update, delete on signing_key, oidc_artifact to leerid_platform;
grant select, insert, update, delete on oidc_artifact to leerid_sign_in;
