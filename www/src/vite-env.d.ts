declare module "graph-emulator-page/wasm?url" {
  const url: string;
  export default url;
}
