// An OpenID provider that rotates refresh tokens and revokes the grant when a consumed one is presented.
// node server.mjs <port> <issuer> <redirect uri>...
import Provider from 'oidc-provider';

const [port, issuer, ...redirectUris] = process.argv.slice(2);

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'fleet',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: redirectUris,
  }],
  cookies: { keys: ['only for tests'] },
  pkce: { required: () => true },
  rotateRefreshToken: true,
  issueRefreshToken: async (ctx, client, code) => code.scopes.has('offline_access'),
  ttl: { AccessToken: 300, RefreshToken: 3600, Grant: 3600, Session: 3600, Interaction: 600, AuthorizationCode: 60, IdToken: 300 },
});

provider.proxy = true;
provider.listen(Number(port), '127.0.0.1');
