-- What a sign-in looks at: a pupil with every credential that is alive. One row for a pupil without any.
-- Row-level security stays that of whoever asks.
create view sign_in_account with (security_invoker = true) as
  select p.id as pupil_id, p.login_name, p.given_name, p.family_name, p.status, p.generation,
    c.id as credential_id, c.kind, c.secret_hash, c.phc, c.expires_at, c.used_at
  from pupil p left join credential c on c.pupil_id = p.id and c.revoked_at is null;
grant select on sign_in_account to leerid_sign_in;
