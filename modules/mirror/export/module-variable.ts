/** A value that the caller of a module gives. */
export interface ModuleVariable {
  /** In Terraform's spelling. */
  readonly name: string;
  /** In Terraform's type language. */
  readonly type: string;
  readonly description: string;
  /** Undefined where the caller must give one; null where nothing is a choice. */
  readonly default?: unknown;
  /** What a value must fulfil; Terraform tells every rule that it breaks. */
  readonly rules?: readonly VariableRule[];
}

/** One `validation` of a variable. */
export interface VariableRule {
  /** Expression that holds for a good value. */
  readonly condition: string;
  /** What is wrong, where, and how to correct it; may hold interpolations. */
  readonly message: string;
  /** Values by variable, of which Terraform must refuse the rule's own for this rule. The module's tests are made of them. */
  readonly refuses: Readonly<Record<string, unknown>>;
}

/** A value that a module tells its caller. */
export interface ModuleOutput {
  /** In Terraform's spelling. */
  readonly name: string;
  readonly description: string;
}
