import { index, route } from "@react-router/dev/routes";

export default [
  index("routes/home.jsx"),
  route("rotate", "routes/rotate.js"),
  route("signed-out", "routes/signed-out.jsx"),
];
