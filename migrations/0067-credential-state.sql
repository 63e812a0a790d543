-- How far each secret that is alive has come: one meaning for every board and list. A password and words that were used let in for good, a
-- badge until it expires, and a code never: it led to a password. Row-level security stays that of whoever asks.
-- The version before can run on this schema.
create view credential_state with (security_invoker = true) as
  select c.id, c.pupil_id, c.kind, c.expires_at,
    c.kind = 'password' or c.used_at is not null as was_used,
    case
      when c.kind = 'password' then 'infinity'
      when c.kind <> 'code' and c.used_at is not null then coalesce(c.expires_at, 'infinity')
    end as lets_in_until,
    case when c.kind <> 'password' and c.used_at is null then c.expires_at end as waits_until
  from credential c where c.revoked_at is null;
grant select on credential_state to leerid_platform, leerid_school;
