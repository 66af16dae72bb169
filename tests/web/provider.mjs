// A certified OpenID provider on a free port, for people who sign in with their name alone.
//
//   node provider.mjs SECRET RETURN_ADDRESS      prints its issuer's address when it is ready

import http from "node:http";

import Provider from "oidc-provider";

const [secret, returnAddress] = process.argv.slice(2);

const server = http.createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: "belowline", client_secret: secret, redirect_uris: [returnAddress] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "preferred_username"] },
    pkce: { required: () => true },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        name: id === "nameless" ? undefined : `${id[0].toUpperCase()}${id.slice(1)} Example`,
        email: `${id}@news.example`,
        email_verified: !id.startsWith("unchecked"),
      }),
    }),
    features: { devInteractions: { enabled: true } },
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
