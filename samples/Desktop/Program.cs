using Desktop;
using Desktop.Demo;

await Scene.PlayAsync("50 requests, one expired session", _ => { });
await Scene.PlayAsync("the same while the provider is down", backend => backend.IsDown = true);
await Scene.PlayAsync("the same after the session was revoked", backend => backend.Revoke());
