/**
 * ESLint rule: no error is dropped in silence. A `catch` that does not use its error, and a `.catch(…)` or second argument of `.then(…)`
 * that takes none, says in a comment why nothing is lost by it.
 */
import type { Rule } from "eslint";
import type { CallExpression, CatchClause, Node, Pattern } from "estree";

type Handler = Extract<Node, { type: "ArrowFunctionExpression" | "FunctionExpression" }>;

const isHandler = (node: Node | undefined): node is Handler =>
  node?.type === "ArrowFunctionExpression" || node?.type === "FunctionExpression";

export const noDroppedErrors: Rule.RuleModule = {
  meta: {
    type: "problem",
    schema: [],
    messages: { dropped: "An error ends here unseen: hand it to log.fault, or say in a comment why nothing is lost." },
  },
  create(context) {
    const { sourceCode } = context;

    /** Is the caught error read anywhere? */
    const isUsed = (owner: Node, param: Pattern | null | undefined) =>
      Boolean(param) && sourceCode.getDeclaredVariables(owner).some(({ references }) => references.length > 0);

    const lines = new Set<number>();
    for (const { loc } of sourceCode.getAllComments()) if (loc) lines.add(loc.end.line);
    const hasCommentInside = (node: Node) => sourceCode.getCommentsInside(node).length > 0;

    function checkHandler(handler: Node | undefined): void {
      if (!isHandler(handler) || isUsed(handler, handler.params[0]) || hasCommentInside(handler)) return;
      // Above the line, or at its end.
      const line = handler.loc?.start.line ?? 0;
      if (!lines.has(line) && !lines.has(line - 1)) context.report({ node: handler, messageId: "dropped" });
    }

    return {
      CatchClause(node: CatchClause) {
        if (!isUsed(node, node.param) && !hasCommentInside(node.body)) context.report({ node, messageId: "dropped" });
      },
      CallExpression(node: CallExpression) {
        const { callee } = node;
        if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return;
        if (callee.property.name === "catch") checkHandler(node.arguments[0]);
        if (callee.property.name === "then") checkHandler(node.arguments[1]);
      },
    };
  },
};
