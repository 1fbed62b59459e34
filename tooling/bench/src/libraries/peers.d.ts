// The peers are installed outside the workspace, and only with --peers.
declare module "@jax-js/jax";
declare module "@tensorflow/tfjs";
declare module "@tensorflow/tfjs-backend-wasm";
