// An identity provider of a company, as the tests of single sign-on need one: certified software,
// with people who log in by name and any password.
//
//     node identity_provider.mjs '{"port": …, "redirect": "…", "people": {"name": {"email": …}}}'

import { Provider } from "oidc-provider";

const { port, redirect, people } = JSON.parse(process.argv[2]);

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    { client_id: "tianhe", client_secret: "only for the tests", redirect_uris: [redirect] },
  ],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  cookies: { keys: ["only for the tests"] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: true } },
  findAccount: (_context, name) => ({
    accountId: name,
    claims: () => ({ sub: name, ...people[name] }),
  }),
  // What the company's own site asks for needs nobody's consent.
  async loadExistingGrant({ oidc }) {
    const grant = new oidc.provider.Grant({
      clientId: oidc.client.clientId,
      accountId: oidc.session.accountId,
    });
    grant.addOIDCScope("openid email profile");
    await grant.save();
    return grant;
  },
});
provider.listen(port, "127.0.0.1", () => console.log("listening"));
