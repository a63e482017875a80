/** PLACE as it is, in an environment that somebody else made of its own. */

type Objects = new (ctx: DurableObjectState, env: Env) => object;

/** The same class; `envOf` makes of the platform's environment the one that its objects see. */
export const inEnvironment = <C extends Objects>(Class: C, envOf: (env: Env) => Env): C =>
  new Proxy(Class, {
    construct: (target, [ctx, env]: [DurableObjectState, Env], newTarget) =>
      Reflect.construct(target, [ctx, envOf(env)], newTarget) as object,
  });

/** Makes it once for each: one's own is asked for with every request. */
export function oncePer(envOf: (env: Env) => Env): (env: Env) => Env {
  let known: { of: Env; made: Env } | null = null;
  return (env) => (known?.of === env ? known : (known = { of: env, made: envOf(env) })).made;
}
