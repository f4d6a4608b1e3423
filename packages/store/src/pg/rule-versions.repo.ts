import type { Sql } from './postgres.ts';

/** A version of a rule as it was read from its folder. */
export type RuleVersion = { readonly name: string; readonly version: number; readonly body: unknown };

/** Every recorded version of every rule. */
export const ruleVersions = (sql: Sql, workspace: number): Promise<RuleVersion[]> =>
  sql.query<RuleVersion>(
    'SELECT name, version, body FROM rule_versions WHERE workspace = $1 ORDER BY name, version',
    [workspace],
  );

/** Records the versions that are in the folders now; one that says something else under its number replaces it. */
export const recordRuleVersions = async (
  sql: Sql,
  workspace: number,
  rules: readonly RuleVersion[],
  now: number,
): Promise<void> => {
  if (rules.length === 0) return;
  await sql.query(
    `INSERT INTO rule_versions (workspace, name, version, body, recorded_at)
     SELECT $1, r.name, r.version, r.body, $3 FROM jsonb_to_recordset($2::jsonb) AS r(name text, version int, body jsonb)
     ON CONFLICT (workspace, name, version) DO UPDATE SET body = excluded.body, recorded_at = excluded.recorded_at
       WHERE rule_versions.body IS DISTINCT FROM excluded.body`,
    [workspace, JSON.stringify(rules), new Date(now)],
  );
};
